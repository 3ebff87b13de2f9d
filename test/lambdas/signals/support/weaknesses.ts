/** The rules of the protocol, each taken out of the real code's calls and answers. Named by what is missing. */
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { ExecutionAlreadyExists, ExecutionDoesNotExist } from '@aws-sdk/client-sfn';
import { tableName, workflow } from './fleet.ts';
import type { Call } from './process.ts';
import type { Weakness } from './scenario.ts';
import { keyOfSignal } from './signals.ts';
import type { Simulation } from './simulation.ts';

const isUpdate = ({ command, input }: Call, mention: string): boolean =>
  command === 'UpdateCommand' && input.UpdateExpression.includes(mention);
const isStoringWait = (call: Call): boolean => isUpdate(call, '#wait = :wait');
const isBeginningClose = (call: Call): boolean => isUpdate(call, '#by = :by');
const isMarkingClosed = (call: Call): boolean => isUpdate(call, '#closedAt');
const isContinuing = (call: Call): boolean => isUpdate(call, ':nextRun');
const isLoading = (call: Call): boolean => isUpdate(call, '#definitionVersion');

const altered = (call: Call, changes: object): Call => ({ ...call, input: { ...call.input, ...changes } });
const valued = (call: Call, values: object): Call =>
  altered(call, { ExpressionAttributeValues: { ...call.input.ExpressionAttributeValues, ...values } });

const runAndOpen = '#run = :run AND #status = :open';

export const goingOnWithDuplicates: Weakness = {
  refusal: (error, { command }) =>
    command === 'PutCommand'
      ? new ConditionalCheckFailedException({ message: '', $metadata: {}, Item: { sk: { S: 'signal' } } })
      : error,
};

interface Page {
  readonly Items: ReadonlyArray<{ readonly sk: string }>;
}

export const signalsBehindTheOldest: Weakness = {
  answer: (output, { command }, { kind }) => {
    if (command !== 'QueryCommand' || kind === 'close') return output;
    return { Items: (output as Page).Items.slice(-1) };
  },
};

export const otherSignalsThanOnesOwn: Weakness = {
  answer: (output, { command }, invocation) => {
    if (command !== 'QueryCommand' || invocation.kind !== 'router') return output;
    return { Items: (output as Page).Items.filter(({ sk }) => sk === keyOfSignal(invocation.index)) };
  },
};

export const theNumberOfAWait: Weakness = {
  call: (call) => (isStoringWait(call) ? altered(call, { ConditionExpression: runAndOpen }) : call),
};

export const theAttemptInTheNumber: Weakness = {
  call: (call) => {
    if (!isStoringWait(call)) return call;
    const seq = Math.floor(call.input.ExpressionAttributeValues[':no'] / 1_000_000);
    const condition = `${runAndOpen} AND (attribute_not_exists(#no) OR #no <= :no)`;
    return valued(altered(call, { ConditionExpression: condition }), { ':no': seq * 1_000_000 });
  },
};

export const storingBeforeCleaning: Weakness = {
  call: (call, _, simulation) => {
    if (isStoringWait(call)) for (const sk of call.input.ExpressionAttributeValues[':carry']) clean(simulation, sk);
    return call;
  },
};

function clean(simulation: Simulation, sk: string): void {
  simulation.tables.execute('UpdateCommand', {
    TableName: tableName,
    Key: { pk: `${workflow.type}#${workflow.id}`, sk },
    UpdateExpression: 'REMOVE pendingSince, payload',
  });
  simulation.checkTable();
}

export const consumedInTheCheckpoint: Weakness = {
  call: (call) => (isStoringWait(call) || isBeginningClose(call) ? valued(call, { ':carry': [] }) : call),
};

export const uncleanedKeysInADelivery: Weakness = {
  call: (call) => {
    if (call.command !== 'SendTaskSuccessCommand') return call;
    const delivery = JSON.parse(call.input.output);
    return altered(call, { output: JSON.stringify({ ...delivery, carry: [delivery.signal.sk] }) });
  },
};

export const consumedInANewRun: Weakness = {
  call: (call) => (isContinuing(call) ? valued(call, { ':carry': [] }) : call),
};

/** As a query answers them: newest first. */
function pendingKeysOf(simulation: Simulation): Page['Items'] {
  return simulation
    .signalItems()
    .filter(({ pendingSince }) => pendingSince !== undefined)
    .map(({ sk, type }) => ({ sk: sk as string, type }))
    .sort((a, b) => (a.sk < b.sk ? 1 : -1));
}

/** The query is answered as it would have been before the signal's own router read the instance. */
export const instanceBeforeQuery: Weakness = {
  answer: (output, { command }, invocation, simulation) => {
    if (invocation.kind !== 'router') return output;
    if (command === 'PutCommand') invocation.process.note = pendingKeysOf(simulation);
    if (command !== 'QueryCommand') return output;
    return { Items: invocation.process.note };
  },
  refusal: (error, _call, invocation, simulation) => {
    if (invocation.kind === 'router') invocation.process.note = pendingKeysOf(simulation);
    return error;
  },
};

export const startingWhatNobodyStarted: Weakness = {
  refusal: (error, call) => {
    if (!isContinuing(call) || !(error instanceof ConditionalCheckFailedException)) return error;
    const Item = { ...error.Item, status: { S: 'open' } };
    return new ConditionalCheckFailedException({ message: '', $metadata: {}, Item });
  },
};

export const lookingBeforeClosing: Weakness = {
  call: (call) =>
    isBeginningClose(call)
      ? valued(
          altered(call, { UpdateExpression: call.input.UpdateExpression.replace('SET ', 'SET #status = :closed, ') }),
          {
            ':closed': 'closed',
          },
        )
      : call,
};

export const theNumberOfAClose: Weakness = {
  call: (call) =>
    isBeginningClose(call) || isMarkingClosed(call) ? altered(call, { ConditionExpression: runAndOpen }) : call,
};

export const theRunInLoad: Weakness = {
  call: (call) => (isLoading(call) ? altered(call, { ConditionExpression: '#status IN (:starting, :open)' }) : call),
};

export const consistentReads: Weakness = {
  call: (call) => (call.command === 'GetCommand' ? altered(call, { ConsistentRead: false }) : call),
};

// ---- forced restarts and terminations ----------------------------------------------------------------------------------

const isFencing = (call: Call): boolean => isUpdate(call, ':startAfter');

/** S2 with its two calls in each other's place. */
export const stoppingBeforeStarting: Weakness = {
  call: (call) => {
    const { stateMachineArn = '', executionArn = '', name = '' } = call.input;
    if (call.command === 'StopExecutionCommand' && executionArn.endsWith('-r1')) return startOf(2);
    if (call.command === 'StartExecutionCommand' && name.endsWith('-r2'))
      return {
        ...call,
        command: 'StopExecutionCommand',
        input: { executionArn: `${stateMachineArn.replace(':stateMachine:', ':execution:')}:booking-B-1-r1` },
      };
    return call;
  },
  // A start that finds its run there already is as good as a stop that finds none.
  refusal: (error) =>
    error instanceof ExecutionAlreadyExists
      ? new ExecutionDoesNotExist({ message: 'Execution Does Not Exist', $metadata: {} })
      : error,
};

const startOf = (run: number): Call => ({
  service: 'states',
  command: 'StartExecutionCommand',
  input: { name: `booking-B-1-r${run}`, input: JSON.stringify({ ...workflow, run }) },
});

/** Whoever is no operator starts a run without stopping the ones before it. */
export const stoppingByAnybody: Weakness = {
  call: (call, { kind }) =>
    call.command === 'StopExecutionCommand' && kind !== 'operator'
      ? altered(call, {
          executionArn: 'arn:aws:states:eu-west-1:111122223333:execution:legwork-booking:booking-B-1-r0',
        })
      : call,
};

export const waitingForActivities: Weakness = {
  call: (call) => (isFencing(call) ? valued(call, { ':startAfter': '2026-03-01T12:00:00.000Z' }) : call),
};

export const theFenceOfActivities: Weakness = {
  answer: (output, { command }, invocation) =>
    command === 'GetCommand' && invocation.kind === 'activity'
      ? { Item: { run: invocation.run, status: 'open' } }
      : output,
};

export const runsBeforeTheLast: Weakness = {
  call: (call) =>
    isFencing(call)
      ? altered(call, {
          UpdateExpression: call.input.UpdateExpression.replace('if_not_exists(#stopFrom, :run)', ':run'),
        })
      : call,
};

export const consumedInANewRunByForce: Weakness = {
  call: (call) =>
    isFencing(call) ? altered(call, { UpdateExpression: `${call.input.UpdateExpression}, consumed` }) : call,
};

/** Terminates with what was consumed when it began to look. */
export const consumedAtTermination: Weakness = {
  answer: (output, call) =>
    isUpdate(call, '#operation = :operation') && isUpdate(call, '#closedAt')
      ? { Attributes: { ...(output as { Attributes: object }).Attributes, consumed: [] } }
      : output,
};

export const closingBeforeStopping: Weakness = {
  call: (call) =>
    isUpdate(call, '#closedAt') && isUpdate(call, ':operation')
      ? altered(call, { UpdateExpression: call.input.UpdateExpression.replace('SET #status = :closed, ', 'SET ') })
      : call,
};

// ---- the sweeper -------------------------------------------------------------------------------------------------------

export const signsOfLife: Weakness = {
  call: (call) =>
    call.command === 'UpdateCommand' && call.input.ExpressionAttributeValues[':seen'] !== undefined
      ? altered(call, { ConditionExpression: call.input.ConditionExpression.replace(' AND #expectedBy = :seen', '') })
      : call,
};
