import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { createDeployer } from '../../../local/assembly/deployer.ts';
import type { ResourceProvider, ResourceRequest } from '../../../local/assembly/resource-provider.ts';
import { writeAssembly } from './write-assembly.ts';

/** Providers that write down what they are asked for. */
function createSubject() {
  const log: string[] = [];
  const requests: ResourceRequest[] = [];
  const thing: ResourceProvider = {
    type: 'Test::Thing',
    supported: ['Value', 'Other', 'PolicyDocument'],
    ignored: { Tags: 'nobody looks at them' },
    attributes: ['Arn'],
    create(request) {
      requests.push(request);
      log.push(`create ${request.logicalId} ${JSON.stringify(request.properties)}`);
      if (request.properties.Value === 'fail') throw new Error('refused');
      return { ref: `${request.logicalId}-name`, attributes: { Arn: `arn:${request.logicalId}` } };
    },
    update(request, current) {
      const { logicalId, properties } = request;
      log.push(`update ${logicalId} ${JSON.stringify(properties)}`);
      if (properties.Value === 'fail') throw new Error('refused');
      if (properties.Value === 'once') throw new Error('only once');
      return String(properties.Value).startsWith('replace') ? { ...current, ref: `${logicalId}-replaced` } : current;
    },
    delete(request, current) {
      log.push(`delete ${request.logicalId} ${current.ref}`);
    },
  };
  const rock: ResourceProvider = {
    type: 'Test::Rock',
    supported: ['Value'],
    ignored: {},
    create: ({ logicalId }) => ({ ref: logicalId, attributes: {} }),
  };
  /** By logical id, what ends a change that takes its time. */
  const slow = new Map<string, (error?: Error) => void>();
  const slowThing: ResourceProvider = {
    type: 'Test::Slow',
    supported: ['Value'],
    ignored: {},
    create: ({ logicalId }) => ({ ref: logicalId, attributes: {} }),
    updateGradually({ logicalId, properties }, _current, { isAtOnce, signal }) {
      log.push(`${isAtOnce ? 'at once' : 'slowly'} ${logicalId} ${properties.Value}`);
      if (isAtOnce) return Promise.resolve();
      return new Promise((resolve, reject) => {
        slow.set(logicalId, (error) => {
          slow.delete(logicalId);
          if (error === undefined) resolve();
          else reject(error);
        });
        signal.addEventListener('abort', () => {
          if (!slow.delete(logicalId)) return;
          log.push(`${logicalId} aborted: ${signal.reason.message}`);
          reject(signal.reason);
        });
      });
    },
  };
  const providers = [thing, rock, slowThing];
  const deployer = createDeployer({ accountId: '111122223333', region: 'eu-west-1', providers });
  const deploy = async (
    templates: Readonly<Record<string, object>>,
    dependencies: Readonly<Record<string, readonly string[]>> = {},
  ) => {
    log.length = 0;
    return deployer.deploy(await writeAssembly(templates, dependencies));
  };
  return { deploy, deployer, log, requests, slow };
}

const thing = (Value: unknown, more: object = {}) => ({ Type: 'Test::Thing', Properties: { Value }, ...more });

describe('deploy', () => {
  it('D1: creates resources after those that they refer to or depend on', async () => {
    const { deploy, log } = createSubject();
    const [stack] = await deploy({
      Stack: {
        Resources: {
          A: thing({ 'Fn::GetAtt': ['B', 'Arn'] }),
          B: thing({ 'Fn::Join': ['', ['x', { Ref: 'C' }]] }, { DependsOn: ['D'] }),
          C: thing(1),
          D: thing(2, { DependsOn: 'C' }),
          Note: { Type: 'AWS::CDK::Metadata', Properties: { Analytics: 'x' } },
        },
        Outputs: { Name: { Value: { Ref: 'A' } } },
      },
    });
    expect(log).toEqual([
      'create C {"Value":1}',
      'create D {"Value":2}',
      'create B {"Value":"xC-name"}',
      'create A {"Value":"arn:B"}',
    ]);
    expect(stack).toEqual({
      stackName: 'Stack',
      outputs: { Name: 'A-name' },
      resources: {
        A: { type: 'Test::Thing', physicalId: 'A-name' },
        B: { type: 'Test::Thing', physicalId: 'B-name' },
        C: { type: 'Test::Thing', physicalId: 'C-name' },
        D: { type: 'Test::Thing', physicalId: 'D-name' },
      },
      leftBehind: [],
    });
  });

  it('deploys stacks in the order of their dependencies and passes exports on', async () => {
    const { deploy, log } = createSubject();
    const stacks = await deploy(
      {
        App: { Resources: { B: thing({ 'Fn::ImportValue': { 'Fn::Sub': 'Data:Name' } }) } },
        Data: {
          Resources: { A: thing(1) },
          Outputs: { ExportA: { Value: { Ref: 'A' }, Export: { Name: 'Data:Name' } } },
        },
      },
      { App: ['Data'] },
    );
    expect(stacks.map(({ stackName }) => stackName)).toEqual(['Data', 'App']);
    expect(log).toEqual(['create A {"Value":1}', 'create B {"Value":"A-name"}']);
  });

  it('gives providers the way to assets by the key that the template names', async () => {
    const { deploy, requests } = createSubject();
    await deploy({ Stack: { Resources: { A: thing(1) } } });
    const { assemblyDirectory, assetPath } = requests[0]!;
    expect(assetPath('abc.zip')).toBe(join(assemblyDirectory, 'asset.abc'));
    expect(() => assetPath('other.zip')).toThrow('the assembly has no asset other.zip');
  });

  it('leaves out resources and outputs whose condition does not hold', async () => {
    const { deploy, log } = createSubject();
    const [stack] = await deploy({
      Stack: {
        Conditions: { Never: { 'Fn::Equals': ['a', 'b'] } },
        Resources: {
          A: thing({ 'Fn::If': ['Never', { Ref: 'B' }, 'none'] }, { DependsOn: 'B' }),
          B: { Type: 'Test::Unknown', Condition: 'Never' },
        },
        Outputs: { B: { Condition: 'Never', Value: { Ref: 'B' } } },
      },
    });
    expect(log).toEqual(['create A {"Value":"none"}']);
    expect(stack?.outputs).toEqual({});
  });

  it("takes the CDK's question for its bootstrap version for granted", async () => {
    const { deploy, log } = createSubject();
    await deploy({
      Stack: {
        Parameters: {
          BootstrapVersion: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/cdk-bootstrap/hnb659fds/version' },
        },
        Rules: { CheckBootstrapVersion: { Assertions: [] } },
        Resources: { A: thing(1) },
      },
    });
    expect(log).toEqual(['create A {"Value":1}']);
  });

  it('names resources that depend on one another', async () => {
    const { deploy } = createSubject();
    const template = { Resources: { A: thing({ Ref: 'B' }), B: thing({ Ref: 'C' }), C: thing({ Ref: 'B' }) } };
    await expect(deploy({ Stack: template })).rejects.toThrow(
      'the resources of Stack depend on one another: B → C → B',
    );
  });

  it('says at which resource it failed', async () => {
    const { deploy } = createSubject();
    const template = { Resources: { A: thing({ 'Fn::ImportValue': 'Nowhere' }) } };
    await expect(deploy({ Stack: template })).rejects.toThrow(
      'Stack/A (Test::Thing): Stack imports Nowhere, which no stack exports',
    );
  });

  it('says how to make an assembly where there is none', async () => {
    const { deployer } = createSubject();
    await expect(deployer.deploy('/nowhere')).rejects.toThrow(
      'the cloud assembly cannot be read: /nowhere/manifest.json (run `npm run synth` to make one)',
    );
  });
});

describe('a later deployment', () => {
  it('D2: leaves alone what did not change, updates what did, creates what is new', async () => {
    const { deploy, log } = createSubject();
    await deploy({ Stack: { Resources: { A: thing(1), B: thing({ Ref: 'A' }) } } });
    await deploy({ Stack: { Resources: { A: thing(2), B: thing({ Ref: 'A' }), C: thing(3) } } });
    expect(log).toEqual(['update A {"Value":2}', 'create C {"Value":3}']);
  });

  it('D3: deletes what is gone, last created first, and keeps what is to be retained', async () => {
    const { deploy, log } = createSubject();
    await deploy({
      Stack: {
        Resources: {
          A: thing(1),
          B: thing({ Ref: 'A' }),
          Kept: thing(1, { DeletionPolicy: 'Retain' }),
          Stays: { Type: 'Test::Rock' },
          C: thing(2),
        },
      },
    });
    const [stack] = await deploy({ Stack: { Resources: { C: thing(2) } } });
    expect(log).toEqual(['delete B B-name', 'delete A A-name']);
    expect(Object.keys(stack!.resources)).toEqual(['C']);
    expect(stack!.leftBehind).toEqual(['Stays']);
  });

  it('refuses the change of a resource whose type cannot be changed', async () => {
    const { deploy } = createSubject();
    const rock = (Value: number) => ({ Stack: { Resources: { A: { Type: 'Test::Rock', Properties: { Value } } } } });
    await deploy(rock(1));
    await expect(deploy(rock(2))).rejects.toThrow(
      'Stack/A (Test::Rock): a change of this type of resource is not supported',
    );
  });
});

describe('an update that fails', () => {
  const fails = thing('fail');

  it('D4: is taken back, last change first: what changed is what it was, what was made goes, what was to go is there', async () => {
    const { deploy, deployer, log } = createSubject();
    const before = { A: thing(1), B: thing({ Ref: 'A' }), Gone: thing(1) };
    await deploy({ Stack: { Resources: before, Outputs: { Name: { Value: 'first' } } } });
    await expect(
      deploy({
        Stack: {
          Resources: {
            A: thing(2),
            New: thing({ Ref: 'A' }),
            Kept: thing({ Ref: 'New' }, { DeletionPolicy: 'Retain' }),
            B: thing('fail', { DependsOn: 'Kept' }),
          },
          Outputs: { Name: { Value: 'second' } },
        },
      }),
    ).rejects.toThrow(/^Stack\/B \(Test::Thing\): refused \(Stack is what it was before\)$/);
    expect(log).toEqual([
      'update A {"Value":2}',
      'create New {"Value":"A-name"}',
      'create Kept {"Value":"New-name"}',
      'update B {"Value":"fail"}',
      'update B {"Value":"A-name"}',
      'update A {"Value":1}',
      'delete New New-name',
    ]);

    log.length = 0;
    const [stack] = await deployer.deploy(await writeAssembly({ Stack: { Resources: before } }));
    expect(log).toEqual([]);
    expect(Object.keys(stack!.resources)).toEqual(['A', 'B', 'Gone']);
  });

  it('D4: brings a resource that was replaced back as it was', async () => {
    const { deploy, log } = createSubject();
    await deploy({ Stack: { Resources: { A: thing('replace 1'), B: thing({ Ref: 'A' }) } } });
    await expect(
      deploy({ Stack: { Resources: { A: thing('replace 2'), B: thing({ Ref: 'A' }), C: fails } } }),
    ).rejects.toThrow('refused');
    expect(log.slice(-3)).toEqual(['create C {"Value":"fail"}', 'update B {"Value":"A-name"}', 'delete A A-replaced']);
  });

  it('D4: says so when it cannot be taken back', async () => {
    const { deploy } = createSubject();
    await deploy({ Stack: { Resources: { A: thing('once') } } });
    const failed = deploy({ Stack: { Resources: { A: thing(1), B: fails } } });
    await expect(failed).rejects.toThrow(
      'Stack/B (Test::Thing): refused; Stack could not be taken back to what it was: Stack/A (Test::Thing): only once',
    );
  });

  it('D4: leaves what was done when it is the first deployment, and the next one goes on from there', async () => {
    const { deploy, log } = createSubject();
    await expect(deploy({ Stack: { Resources: { A: thing(1), B: fails } } })).rejects.toThrow(/refused$/);
    expect(log).toEqual(['create A {"Value":1}', 'create B {"Value":"fail"}']);
    await deploy({ Stack: { Resources: { A: thing(1), B: thing(2) } } });
    expect(log).toEqual(['create B {"Value":2}']);
  });

  it('D5: cuts changes short that take their time, and takes them back at once', async () => {
    const { deploy, log, slow } = createSubject();
    const resources = (Value: string) => ({
      Resources: {
        S1: { Type: 'Test::Slow', Properties: { Value } },
        S2: { Type: 'Test::Slow', Properties: { Value } },
      },
    });
    await deploy({ Stack: resources('a') });
    const failed = expect(deploy({ Stack: resources('b') })).rejects.toThrow(
      /^Stack\/S2 \(Test::Slow\): alarm \(Stack is what it was before\)$/,
    );
    await vi.waitFor(() => expect(slow.size).toBe(2));
    slow.get('S2')!(new Error('alarm'));
    await failed;
    expect(log).toEqual([
      'slowly S1 b',
      'slowly S2 b',
      'S1 aborted: cancelled, because another resource of Stack failed',
      'at once S2 a',
      'at once S1 a',
    ]);
  });

  it('ends when all its changes have, which go on side by side; meanwhile another one is refused', async () => {
    const { deploy, log, slow } = createSubject();
    const resources = (Value: string) => ({
      Resources: {
        S1: { Type: 'Test::Slow', Properties: { Value } },
        S2: { Type: 'Test::Slow', Properties: { Value } },
        A: thing({ Ref: 'S1' }),
      },
    });
    await deploy({ Stack: resources('a') });
    let hasEnded = false;
    const deployed = deploy({ Stack: resources('b') }).then(() => {
      hasEnded = true;
    });
    await vi.waitFor(() => expect(slow.size).toBe(2));
    await expect(deploy({ Stack: resources('c') })).rejects.toThrow('another deployment is on its way');
    slow.get('S1')!();
    await new Promise(setImmediate);
    expect(hasEnded).toBe(false);
    slow.get('S2')!();
    await deployed;
    await deploy({ Stack: resources('b') });
    expect(log).toEqual([]);
  });
});

describe('an assembly with something unsupported', () => {
  it('is refused with all of it at once, before anything is created', async () => {
    const { deploy, log } = createSubject();
    const refused = deploy({
      One: {
        Resources: {
          A: thing(1),
          B: { Type: 'Test::Thing', Properties: { Colour: 'red', Size: 1, Tags: [] }, CreationPolicy: {} },
          C: { Type: 'Custom::Migration' },
          D: thing(1, { DeletionPolicy: 'Snapshot' }),
        },
      },
      Two: {
        Resources: {
          E: thing([
            { 'Fn::GetAtt': ['E2', 'Colour'] },
            { 'Fn::Cidr': [] },
            { Ref: 'Nobody' },
            { Ref: 'AWS::NotificationARNs' },
          ]),
          E2: thing(1),
          F: {
            Type: 'Test::Thing',
            Properties: {
              PolicyDocument: {
                Statement: [
                  { Effect: 'Allow', Action: 'a:B', Resource: '*', Condition: { IpAddress: { 'aws:SourceIp': '::' } } },
                ],
              },
            },
          },
        },
        Outputs: { X: { Value: { 'Fn::GetAtt': ['Nobody', 'Arn'] } } },
      },
      Three: {
        Transform: 'AWS::Serverless-2016-10-31',
        Parameters: { Image: { Type: 'AWS::SSM::Parameter::Value<String>', Default: 'x' }, Size: { Type: 'String' } },
        Rules: { Other: {} },
      },
    });
    await expect(refused).rejects.toMatchObject({
      name: 'UnsupportedResources',
      message: [
        'the local runtime does not support all of this cloud assembly:',
        '  One/B (Test::Thing): the attribute CreationPolicy of the resource is not supported',
        '  One/B (Test::Thing): the property Colour is not supported',
        '  One/B (Test::Thing): the property Size is not supported',
        '  One/C (Custom::Migration): the type is not supported',
        '  One/D (Test::Thing): the DeletionPolicy Snapshot is not supported',
        '  Two/E (Test::Thing): the function Fn::Cidr is not supported',
        '  Two/E (Test::Thing): there is no Nobody to refer to',
        '  Two/E (Test::Thing): there is no AWS::NotificationARNs to refer to',
        '  Two/E (Test::Thing): the attribute Colour of E2 (Test::Thing) is not supported',
        '  Two/F (Test::Thing): PolicyDocument, statement 1: the condition operator IpAddress is not supported',
        '  Two/Outputs: there is no Nobody to refer to',
        '  Three/Transform: the section is not supported',
        '  Three/Rules.Other: rules are not supported',
        '  Three/Parameters.Image: the type AWS::SSM::Parameter::Value<String> is not supported',
        '  Three/Parameters.Size: a parameter needs a default value, or one given to the deployment',
      ].join('\n'),
    });
    expect(log).toEqual([]);
  });
});
