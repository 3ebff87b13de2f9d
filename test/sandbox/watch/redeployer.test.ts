import { describe, expect, it, vi } from 'vitest';
import type { DeployedStack } from '../../../local/runtime.ts';
import { createRedeployer } from '../../../sandbox/watch/redeployer.ts';

const prefix = 'legwork-development';
const stack = (versions: Readonly<Record<string, number>>): readonly DeployedStack[] => [
  {
    stackName: prefix,
    outputs: {},
    leftBehind: [],
    resources: Object.fromEntries(
      Object.entries(versions).map(([name, number]) => {
        const isMachine = name === 'booking' || name === 'deposit';
        const [type, kind] = isMachine
          ? ['AWS::StepFunctions::StateMachineVersion', 'states:eu-west-1:111122223333:stateMachine']
          : ['AWS::Lambda::Version', 'lambda:eu-west-1:111122223333:function'];
        return [name + number, { type, physicalId: `arn:aws:${kind}:${prefix}-${name}:${number}` }];
      }),
    ),
  },
];

/** Assemblies are called `1`, `2` and so on; the sources are at `source`. */
function createSubject() {
  const lines: string[] = [];
  const deployed: string[] = [];
  const subject = {
    lines,
    deployed,
    source: '1',
    deploy: async (directory: string) => {
      deployed.push(directory);
      return stack({ booking: Number(directory), 'load-run': Number(directory), deposit: 1, 'charge-deposit': 1 });
    },
  };
  const redeployer = createRedeployer({
    stacks: stack({ booking: 1, deposit: 1, 'load-run': 1, 'charge-deposit': 1 }),
    assemblyDirectory: '1',
    synthesize: async () => {
      if (subject.source === 'broken') throw new Error('Build failed:\nline 3');
      return subject.source;
    },
    deploy: (directory) => subject.deploy(directory),
    countRemaining: async (versions) =>
      versions.filter(({ kind }) => kind === 'state machine').map(({ name }) => ({ name, count: 2 })),
    print: (line) => lines.push(line),
  });
  return { ...redeployer, subject };
}

describe('the redeployer', () => {
  it('says which functions and machines got a new version, and how many executions stay on the one before', async () => {
    const { begin, request, subject } = createSubject();
    begin();
    subject.source = '2';
    request();
    await vi.waitFor(() => expect(subject.lines).not.toEqual([]));
    expect(subject.lines).toEqual([
      '⟳ redeployed, new versions: state machine booking 2; function load-run 2',
      '  2 open executions stay on the version before: 2 of booking',
    ]);
  });

  it('compares each redeployment with the one before it', async () => {
    const { begin, request, subject } = createSubject();
    begin();
    for (const source of ['2', '3']) {
      subject.source = source;
      request();
      await vi.waitFor(() => expect(subject.deployed).toContain(source));
      await new Promise(setImmediate);
    }
    expect(subject.lines[2]).toBe('⟳ redeployed, new versions: state machine booking 3; function load-run 3');
  });

  it('deploys nothing when the sources give the assembly that is deployed', async () => {
    const { begin, request, subject } = createSubject();
    begin();
    request();
    await new Promise(setImmediate);
    expect(subject).toMatchObject({ lines: [], deployed: [] });
  });

  it('follows what changed before it began, once it begins', async () => {
    const { begin, request, subject } = createSubject();
    subject.source = '2';
    request();
    await new Promise(setImmediate);
    expect(subject.deployed).toEqual([]);
    begin();
    await vi.waitFor(() => expect(subject.deployed).toEqual(['2']));
  });

  it('R1: makes one redeployment of all that changes during another', async () => {
    const { begin, request, subject } = createSubject();
    begin();
    const { deploy } = subject;
    let finish = (): void => {};
    subject.deploy = async (directory) => {
      const stacks = await deploy(directory);
      await new Promise<void>((resolve) => {
        finish = resolve;
      });
      return stacks;
    };
    subject.source = '2';
    request();
    await vi.waitFor(() => expect(subject.deployed).toEqual(['2']));
    for (const source of ['3', '4']) {
      subject.source = source;
      request();
    }
    await new Promise(setImmediate);
    expect(subject.deployed).toEqual(['2']);
    finish();
    await vi.waitFor(() => expect(subject.deployed).toEqual(['2', '4']));
  });

  it.each([
    ['synthesis', 'broken', undefined, ['  Build failed:', '  line 3']],
    ['deployment', '2', new Error('rolled back'), ['  rolled back']],
  ])('R2: tells a %s that fails, and goes on with the next change', async (_, source, failure, message) => {
    const { begin, request, subject } = createSubject();
    begin();
    const { deploy } = subject;
    if (failure !== undefined) subject.deploy = () => Promise.reject(failure);
    subject.source = source;
    request();
    await vi.waitFor(() => expect(subject.lines).not.toEqual([]));
    expect(subject.lines).toEqual(['✕ not redeployed, what was deployed before goes on:', ...message]);
    subject.deploy = deploy;
    subject.source = '3';
    request();
    await vi.waitFor(() => expect(subject.lines.at(-2)).toContain('booking 3'));
  });

  it('deploys nothing any more when it is closed', async () => {
    const { begin, close, request, subject } = createSubject();
    begin();
    await close();
    subject.source = '2';
    request();
    await new Promise(setImmediate);
    expect(subject.deployed).toEqual([]);
  });
});
