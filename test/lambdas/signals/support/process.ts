/**
 * A Lambda invocation that does nothing unless told to: every call of an AWS client parks until it is released, so that
 * whoever explores decides which of several invocations makes its next call. No clock and no timer is involved.
 */
export interface Call {
  readonly service: string;
  /** Name of the client's command, for example `UpdateCommand`. */
  readonly command: string;
  // biome-ignore lint/suspicious/noExplicitAny: a call carries any command's input; those who look know the command.
  readonly input: any;
}

interface ParkedCall {
  readonly call: Call;
  readonly resolve: (output: unknown) => void;
  readonly reject: (error: unknown) => void;
}

export type Ending =
  | { readonly kind: 'returned'; readonly value: unknown }
  | { readonly kind: 'threw'; readonly error: Error };

export class Process {
  readonly label: string;
  /** What it has been told so far: with its input, this is all its state. */
  told = '';
  /** For whoever alters its calls and answers. */
  note: unknown;
  parked: ParkedCall | undefined;
  ending: Ending | undefined;
  private signal: () => void = () => {};
  private next: Promise<void>;

  constructor(label: string) {
    this.label = label;
    this.next = this.expectSignal();
  }

  /** Stands for an SDK client. */
  client(service: string): { send(command: object): Promise<never> } {
    return {
      send: (command) =>
        new Promise<never>((resolve, reject) => {
          const call = { service, command: command.constructor.name, input: (command as { input: unknown }).input };
          this.parked = { call, resolve: resolve as (output: unknown) => void, reject };
          this.signal();
        }),
    };
  }

  /** Begins the work and comes back when it is parked for the first time, or has ended. */
  async run(work: () => Promise<unknown>): Promise<void> {
    void work().then(
      (value) => this.end({ kind: 'returned', value }),
      (error: Error) => this.end({ kind: 'threw', error }),
    );
    await this.next;
  }

  /** Lets the parked call be answered, and comes back when the work is parked again, or has ended. */
  async release(answer: (call: Call) => unknown): Promise<void> {
    const parked = this.parked;
    if (!parked) throw new Error(`${this.label} is not parked`);
    this.parked = undefined;
    this.next = this.expectSignal();
    try {
      const output = await answer(parked.call);
      this.told += JSON.stringify(output);
      parked.resolve(output);
    } catch (error) {
      const { name, Item } = error as Error & { Item?: unknown };
      this.told += `!${name}${JSON.stringify(Item)}`;
      parked.reject(error);
    }
    await this.next;
  }

  private end(ending: Ending): void {
    this.ending = ending;
    this.signal();
  }

  private expectSignal(): Promise<void> {
    return new Promise((resolve) => {
      this.signal = resolve;
    });
  }
}
