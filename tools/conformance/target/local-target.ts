import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRuntime, type Runtime } from '../../../local/runtime.ts';
import { createAwsClients } from './aws-clients.ts';
import type { FunctionDouble, OpenTarget } from './target.ts';

/** The region that the recordings are from: some of them name it in texts of their own. */
const account = { accountId: '111122223333', region: 'us-east-1' };
const startMs = Date.parse('2026-03-02T09:00:00Z');
/** Long enough for what has no timer of its own to happen where time is real. */
const settlingMs = 20;
const dayMs = 86_400_000;

/** A fresh local runtime. Its clock skips; where functions take time of their own, time is real, for them and for what waits for them. */
export const openLocalTarget: OpenTarget = async ({ hasSlowFunctions }) => {
  const problems: string[] = [];
  const runtime = await createRuntime({
    clock: hasSlowFunctions ? { kind: 'real' } : { kind: 'skip', startMs },
    seed: 1,
    ...account,
    onUnhandled: (error, label) => problems.push(`${label}: ${error instanceof Error ? error.stack : String(error)}`),
  });
  const aws = createAwsClients({
    endpoint: runtime.endpoint,
    region: account.region,
    requestHandler: runtime.requestHandler,
    credentials: { accessKeyId: 'AKIALOCALADMINISTRATOR', secretAccessKey: 'not-verified' },
  });
  const nowMs = (): number => runtime.kernel.clock.nowMs();
  const advance = (untilMs: number): Promise<void> =>
    hasSlowFunctions ? waitFor(runtime, untilMs) : runtime.runThrough(untilMs);

  return {
    account,
    aws,
    nowMs,
    longestWaitMs: hasSlowFunctions ? 50_000 : 400 * dayMs,
    prepare: ({ roleNames, functions }) => deploy(runtime, templateOf(roleNames, functions)),
    settle: () => advance(nowMs() + (hasSlowFunctions ? settlingMs : 0)),
    pass: (durationMs) => advance(nowMs() + durationMs),
    problems: () => problems,
    async close() {
      aws.destroy();
      await runtime.close();
    },
  };
};

/** Unlike `runThrough`, not until all is idle: a slow function is at work for longer than its state waits for it. */
function waitFor(runtime: Runtime, untilMs: number): Promise<void> {
  return new Promise((resolve) => {
    runtime.kernel.clock.setTimer(untilMs, resolve);
  });
}

function templateOf(roleNames: readonly string[], functions: readonly FunctionDouble[]): object {
  const functionRole = 'conformance-functions';
  const roles = [...new Set([...roleNames, ...(functions.length > 0 ? [functionRole] : [])])];
  const resources = [
    ...roles.map((name, index) => [`Role${index}`, roleOf(name)]),
    ...functions.map(({ name, source }, index) => [
      `Function${index}`,
      {
        Type: 'AWS::Lambda::Function',
        Properties: {
          FunctionName: name,
          Runtime: 'nodejs24.x',
          Handler: 'index.handler',
          Role: { 'Fn::GetAtt': [`Role${roles.indexOf(functionRole)}`, 'Arn'] },
          Code: { ZipFile: source },
          Timeout: 120,
        },
      },
    ]),
  ];
  return { Resources: Object.fromEntries(resources) };
}

function roleOf(name: string): object {
  const services = ['events', 'lambda', 'scheduler', 'states'].map((service) => `${service}.amazonaws.com`);
  return {
    Type: 'AWS::IAM::Role',
    Properties: {
      RoleName: name,
      AssumeRolePolicyDocument: {
        Statement: services.map((Service) => ({ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service } })),
      },
      Policies: [
        {
          PolicyName: 'everything',
          PolicyDocument: { Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] },
        },
      ],
    },
  };
}

async function deploy(runtime: Runtime, template: object): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'conformance-'));
  try {
    const stack = { type: 'aws:cloudformation:stack', properties: { templateFile: 'template.json' } };
    await writeFile(join(directory, 'template.json'), JSON.stringify(template));
    await writeFile(
      join(directory, 'manifest.json'),
      JSON.stringify({ version: '1', artifacts: { Conformance: stack } }),
    );
    await runtime.deploy(directory);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
