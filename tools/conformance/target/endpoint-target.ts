import { setTimeout as sleep } from 'node:timers/promises';
import { NotBuilt } from '../run/not-built.ts';
import { type AwsClients, createAwsClients } from './aws-clients.ts';
import type { FunctionDouble, OpenTarget } from './target.ts';
import { zipOf } from './zip.ts';

const longestWaitMs = 90_000;
const longestStepMs = 1_000;

/**
 * Whatever answers at a URL, for all cases. Time is its own. Roles are named and not created: emulators do not ask for
 * them.
 */
export function openEndpointTarget(endpoint: string): OpenTarget {
  const region = process.env.AWS_REGION ?? 'us-east-1';
  const {
    AWS_ACCESS_KEY_ID: accessKeyId = 'test',
    AWS_SECRET_ACCESS_KEY: secretAccessKey = 'test',
    AWS_SESSION_TOKEN: sessionToken,
  } = process.env;
  const aws = createAwsClients({ endpoint, region, credentials: { accessKeyId, secretAccessKey, sessionToken } });
  let accountId: Promise<string> | undefined;

  return async () => {
    accountId ??= findAccountId(aws);
    const account = { accountId: await accountId, region };
    return {
      account,
      aws,
      nowMs: () => Date.now(),
      longestWaitMs,
      async prepare({ functions }) {
        for (const double of functions) await createFunction(aws, double, account.accountId);
      },
      settle: async () => {},
      pass: (durationMs) => sleep(Math.min(durationMs, longestStepMs)),
      problems: () => [],
      close: async () => {},
    };
  };
}

/** The account that stands in the ARN of something created for that. */
async function findAccountId(aws: AwsClients): Promise<string> {
  const { body, error } = await aws.call('stepfunctions', 'CreateStateMachine', {
    name: 'conformance-account',
    definition: JSON.stringify({ StartAt: 'Done', States: { Done: { Type: 'Succeed' } } }),
    roleArn: 'arn:aws:iam::000000000000:role/conformance',
  });
  const accountId = String(body.stateMachineArn).split(':')[4];
  if (accountId === undefined)
    throw new NotBuilt(`the endpoint creates no state machine: ${error?.code} ${error?.message}`);
  await aws.call('stepfunctions', 'DeleteStateMachine', { stateMachineArn: body.stateMachineArn });
  return accountId;
}

async function createFunction(aws: AwsClients, { name, source }: FunctionDouble, accountId: string): Promise<void> {
  const { error } = await aws.call('lambda', 'CreateFunction', {
    FunctionName: name,
    Runtime: 'nodejs22.x',
    Handler: 'index.handler',
    Role: `arn:aws:iam::${accountId}:role/conformance`,
    Code: { ZipFile: zipOf('index.js', source) },
    Timeout: 120,
  });
  if (error !== undefined) throw new NotBuilt(`the endpoint creates no function: ${error.code}: ${error.message}`);
  for (let waitedMs = 0; waitedMs < longestWaitMs; waitedMs += longestStepMs) {
    const { body } = await aws.call('lambda', 'GetFunctionConfiguration', { FunctionName: name });
    if (body.State === undefined || body.State === 'Active') return;
    await sleep(longestStepMs);
  }
}
