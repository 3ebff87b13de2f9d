import { PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { createEventBus } from '../../../../lambdas/gateways/event-bus.ts';
import type { InvocationContext } from '../../../../lambdas/middleware/create-handler.ts';
import { createLocalTables } from '../../support/local-services.ts';
import { recordingPlatform } from '../../support/platform.ts';

interface Sent {
  readonly command: string;
  // biome-ignore lint/suspicious/noExplicitAny: any command's input; the tests know which.
  readonly input: any;
}

/** A client that keeps what it was sent, and fails where it is told to. */
function recordingClient(sent: Sent[], failures: Map<string, Error>) {
  return {
    send: async (command: { input: unknown }): Promise<never> => {
      const name = command.constructor.name.replace('Command', '');
      sent.push({ command: name, input: command.input });
      const failure = failures.get(name);
      if (failure) throw failure;
      return {} as never;
    },
  };
}

export const now = '2026-03-01T12:00:00.000Z';
export const run1 = { type: 'booking', id: 'B-1', run: 1 } as const;

/** The handlers' dependencies: the local runtime's tables, and clients of all else that only keep what they were sent. */
export async function createRig() {
  const { documents } = await createLocalTables();
  const sent: Sent[] = [];
  const failures = new Map<string, Error>();
  const client = recordingClient(sent, failures);
  const platform = recordingPlatform(Date.parse(now));
  let requests = 0;

  const clients = {
    documents,
    tableName: 'Workflows',
    stepFunctions: client,
    stateMachineArnPrefix: 'arn:aws:states:eu-west-1:111122223333:stateMachine:legwork-',
    eventBus: createEventBus(client, 'legwork-bus'),
    queues: client,
    deadLetterQueueUrl: 'https://sqs.eu-west-1.amazonaws.com/111122223333/dead-letters',
  };

  return {
    clients,
    platform,
    sent,
    /** Every call of that command, from now on. */
    failures,
    connect: () => clients,
    context: (): InvocationContext => ({
      awsRequestId: `request-${++requests}`,
      getRemainingTimeInMillis: () => 30_000,
    }),
    put: (item: Record<string, unknown>) =>
      documents.send(new PutCommand({ TableName: 'Workflows', Item: { pk: 'booking#B-1', ...item } })),
    /** All items of a workflow by their sort key. */
    items: async (pk = 'booking#B-1'): Promise<Record<string, Record<string, unknown>>> => {
      const { Items = [] } = await documents.send(
        new QueryCommand({
          TableName: 'Workflows',
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: { ':pk': pk },
          ConsistentRead: true,
        }),
      );
      return Object.fromEntries(Items.map(({ pk: _, sk, ...rest }) => [sk, rest]));
    },
    /** The events that were emitted, by detail type. */
    emitted: () =>
      sent
        .filter(({ command }) => command === 'PutEvents')
        .map(({ input }) => ({ type: input.Entries[0].DetailType, ...JSON.parse(input.Entries[0].Detail) })),
  };
}

/** A pending signal as the router stores it. */
export const pendingSignal = (sk: string, type: string) => ({
  sk,
  type,
  payload: {},
  receivedAt: now,
  pendingSince: now,
});
