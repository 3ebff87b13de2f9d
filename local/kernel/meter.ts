/** What AWS would bill for a run. Units as AWS counts them; `docs/local-runtime.md` says what each one leaves out. */
export interface MeterReading {
  /** Of Standard machines; Express ones are billed by request and duration. */
  stateTransitions: number;
  expressRequests: number;
  expressGbSeconds: number;
  lambdaInvocations: number;
  lambdaGbSeconds: number;
  dynamoReadUnits: number;
  dynamoWriteUnits: number;
  eventsPublished: number;
  schedulerInvocations: number;
  sqsRequests: number;
  /** What code wrote to its log, with the 26 bytes that CloudWatch adds to each event. */
  lambdaLogBytes: number;
  /** Calls of Amazon Location that got their answer. */
  routeRequests: number;
  positionRequests: number;
  /** One for each recipient. */
  emailsSent: number;
  /** Parts of text messages: a long one is billed as several. */
  textParts: number;
}

export interface Meter {
  add(counter: keyof MeterReading, amount: number): void;
  read(): Readonly<MeterReading>;
}

/** @param before what it goes on from, as `read` gave it */
export function createMeter(before: Partial<MeterReading> = {}): Meter {
  const reading: MeterReading = {
    stateTransitions: 0,
    expressRequests: 0,
    expressGbSeconds: 0,
    lambdaInvocations: 0,
    lambdaGbSeconds: 0,
    dynamoReadUnits: 0,
    dynamoWriteUnits: 0,
    eventsPublished: 0,
    schedulerInvocations: 0,
    sqsRequests: 0,
    lambdaLogBytes: 0,
    routeRequests: 0,
    positionRequests: 0,
    emailsSent: 0,
    textParts: 0,
    ...before,
  };
  return {
    add: (counter, amount) => {
      reading[counter] += amount;
    },
    read: () => ({ ...reading }),
  };
}
