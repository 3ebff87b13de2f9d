import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { DeployedResource, ResourceRequest } from '../../../../local/assembly/resource-provider.ts';
import type { ObservedEvent } from '../../../../local/kernel/observer.ts';
import { administrator, type Caller } from '../../../../local/kernel/service.ts';
import type { InvokeOutput } from '../../../../local/services/lambda/invoke.ts';
import {
  createLambdaService,
  type LambdaService,
  type LambdaServiceOptions,
} from '../../../../local/services/lambda/lambda-service.ts';
import { createSqsService, type SqsService } from '../../../../local/services/sqs/sqs-service.ts';
import { createTestKernel, type TestKernel } from '../test-kernel.ts';

export const roleArn = 'arn:aws:iam::111122223333:role/worker';
export const functionArn = (name: string): string => `arn:aws:lambda:eu-west-1:111122223333:function:${name}`;

/** A bundle whose invocations named A or B (or with a message of that body) begin, and end only after `release`. */
export const heldUntilRelease = `const released = new Promise((resolve) => {
    const channel = new BroadcastChannel('release');
    channel.onmessage = () => { channel.close(); resolve(); };
  });
  export const handler = async (event) => {
    const name = event.name ?? event.Records[0].body;
    console.log('begin ' + name);
    if ('AB'.includes(name.toUpperCase())) await released;
    return name;
  };`;

export function release(): void {
  const channel = new BroadcastChannel('release');
  channel.postMessage('go');
  channel.close();
}

interface Answer {
  readonly StatusCode: number;
  readonly FunctionError?: string;
  readonly ExecutedVersion?: string;
  readonly LogResult?: string;
  /** Parsed. */
  readonly payload: unknown;
}

export interface LambdaRig extends TestKernel {
  readonly lambda: LambdaService;
  readonly sqs: SqsService;
  /** Writes a bundle with this `index.mjs` and deploys a function of it. */
  deployFunction(name: string, source: string, properties?: Record<string, unknown>): Promise<DeployedResource>;
  /** Deploys the function again with another bundle. */
  updateFunction(name: string, source: string, properties?: Record<string, unknown>): Promise<DeployedResource>;
  deploy(type: string, properties: Record<string, unknown>): Promise<DeployedResource>;
  invoke(functionName: string, event?: unknown, input?: Record<string, unknown>, caller?: Caller): Promise<Answer>;
  /** Resolves with the first event that matches, also one of before. */
  seen<Kind extends ObservedEvent['kind']>(
    kind: Kind,
    matches?: (event: Extract<ObservedEvent, { kind: Kind }>) => boolean,
  ): Promise<Extract<ObservedEvent, { kind: Kind }>>;
}

/** The Lambda service and queues on a test kernel; its clock skips, whatever `clockKind` tells the service. */
export function createLambdaRig(options: Partial<LambdaServiceOptions> = {}): LambdaRig {
  const testKernel = createTestKernel();
  const { kernel, observed } = testKernel;
  const endpoint = (): string => 'http://127.0.0.1:4566';
  const sqs = createSqsService(kernel, endpoint);
  const lambda = createLambdaService(kernel, {
    clockKind: () => 'skip',
    endpoint,
    credentialsFor: (role, session) => ({
      accessKeyId: `key of ${session}`,
      secretAccessKey: `secret of ${role}`,
      sessionToken: 'token',
    }),
    onMessagesVisible: sqs.onMessagesVisible,
    ...options,
  });
  kernel.register(lambda.service);
  kernel.register(sqs.service);

  const directory = mkdtempSync(join(tmpdir(), 'lambda-rig-'));
  onTestFinished(async () => {
    await lambda.close();
    rmSync(directory, { recursive: true, force: true });
  });

  let bundles = 0;
  const functionRequest = (name: string, source: string, properties: Record<string, unknown>): ResourceRequest => {
    bundles += 1;
    const bundle = join(directory, `asset.${bundles}`);
    mkdirSync(bundle);
    writeFileSync(join(bundle, 'index.mjs'), source);
    return {
      ...requestFor(name, {
        FunctionName: name,
        Runtime: 'nodejs24.x',
        Handler: 'index.handler',
        Role: roleArn,
        Code: { S3Bucket: 'assets', S3Key: 'bundle.zip' },
        ...properties,
      }),
      assetPath: () => bundle,
    };
  };
  const requestFor = (logicalId: string, properties: Record<string, unknown>): ResourceRequest => ({
    stackName: 'Stack',
    logicalId,
    properties,
    assemblyDirectory: directory,
    assetPath: () => directory,
  });
  const providerOf = (type: string) => {
    const provider = [...lambda.resourceProviders, ...sqs.resourceProviders].find((one) => one.type === type);
    if (provider === undefined) throw new Error(`no provider of ${type}`);
    return provider;
  };

  return {
    ...testKernel,
    lambda,
    sqs,
    deployFunction: async (name, source, properties = {}) =>
      await providerOf('AWS::Lambda::Function').create(functionRequest(name, source, properties)),
    updateFunction: async (name, source, properties = {}) =>
      await providerOf('AWS::Lambda::Function').update!(functionRequest(name, source, properties), {
        ref: name,
        attributes: {},
      }),
    deploy: async (type, properties) => await providerOf(type).create(requestFor('Resource', properties)),
    async invoke(functionName, event, input = {}, caller = administrator) {
      const answer = (await kernel.call({
        service: 'lambda',
        operation: 'Invoke',
        input: {
          FunctionName: functionName,
          ...(event !== undefined && { Payload: Buffer.from(JSON.stringify(event)) }),
          ...input,
        },
        caller,
      })) as InvokeOutput;
      const { Payload, ...rest } = answer;
      return { ...rest, payload: Payload === undefined ? undefined : JSON.parse(Buffer.from(Payload).toString()) };
    },
    seen: (kind, matches = () => true) =>
      new Promise((resolve) => {
        type Wanted = Parameters<typeof matches>[0];
        const isWanted = (event: ObservedEvent): event is Wanted => event.kind === kind && matches(event as Wanted);
        const earlier = observed.find(isWanted);
        if (earlier !== undefined) resolve(earlier);
        const unsubscribe = kernel.observer.subscribe((event) => {
          if (!isWanted(event)) return;
          unsubscribe();
          resolve(event);
        });
      }),
  };
}
