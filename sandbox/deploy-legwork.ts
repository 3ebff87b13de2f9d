import {
  type ClockMode,
  createRuntime,
  type DeployedStack,
  type ObservedEvent,
  type OutsideWorld,
  type RequestHandler,
  type Runtime,
} from '../local/runtime.ts';
import { forwardTo } from './forward-requests.ts';
import { connectOutsideWorld } from './outside-world.ts';
import type { ProviderAddresses } from './providers/start-providers.ts';
import type { World } from './providers/world.ts';

/** Legwork as deployed to a local runtime. */
export interface DeployedLegwork {
  readonly runtime: Runtime;
  readonly outputs: LegworkOutputs;
  /** As they were deployed at the start. */
  readonly stacks: readonly DeployedStack[];
  /** Deploys another assembly over it. Resolves when its traffic has moved; rejects when it was rolled back. */
  deploy(assemblyDirectory: string): Promise<readonly DeployedStack[]>;
  /** Emits one event of the booking service; answers what the bus refused, or null. `detail` that is no text is sent as JSON. */
  emit(detailType: string, detail: unknown): Promise<string | null>;
  /** E-mail, texts and routes are AWS services: their outages are faults of the runtime, the other providers have theirs themselves. */
  setOutages(outages: Pick<World['outages'], 'notifications' | 'routes'>): void;
}

/** What the stack says about itself, as far as the sandbox needs it. */
interface LegworkOutputs {
  readonly eventBusName: string;
  readonly workflowsTableName: string;
}

export interface DeploymentOptions {
  readonly assemblyDirectory: string;
  readonly clock: ClockMode;
  readonly seed: number;
  /** 0 takes any free port. */
  readonly port: number;
  /** Where the runtime keeps everything, and goes on from. Default: in memory alone. */
  readonly dataDirectory?: string;
  /** See `RuntimeOptions`. */
  readonly invocationsAtOnce?: number;
  readonly onEvent?: (event: ObservedEvent) => void;
  /** What is around the runtime, where it is in the same process. Default: asked of the stand-in at its address. */
  readonly outside?: OutsideWorld;
  /** The vehicles' stand-in, where it is in the same process. Default: asked at its address. */
  readonly vehicles?: RequestHandler;
  /** Told of the runtime before anything is deployed to it. */
  readonly onStart?: (runtime: Runtime) => void;
}

const administrator = { kind: 'administrator' } as const;

const outOfService = {
  code: 'InternalFailure',
  message: 'The service is out (as the world of the sandbox says).',
  statusCode: 503,
};

/** Starts a runtime within the providers' world, deploys the assembly, and does what an operator does once: sets addresses and keys. */
export async function deployLegwork(
  options: DeploymentOptions,
  providers: ProviderAddresses,
): Promise<DeployedLegwork> {
  const { assemblyDirectory, onEvent, onStart, vehicles, ...runtimeOptions } = options;
  let stacks: readonly DeployedStack[] | undefined;
  const runtime = await createRuntime({
    ...runtimeOptions,
    outside: options.outside ?? connectOutsideWorld(providers.surroundingsUrl),
    async prepare(prepared) {
      onStart?.(prepared);
      if (onEvent) prepared.kernel.observer.subscribe(onEvent);
      stacks = await deploy(prepared, assemblyDirectory, providers, vehicles);
    },
  });
  if (stacks === undefined) throw new Error('the runtime was not prepared');
  const eventBusName = readOutput(stacks, 'EventBusName');
  const workflowsTableName = readOutput(stacks, 'WorkflowsTableName');

  return {
    runtime,
    outputs: { eventBusName, workflowsTableName },
    stacks,
    deploy: (changedDirectory) => deploy(runtime, changedDirectory, providers, vehicles),
    async emit(detailType, detail) {
      const entry = {
        EventBusName: eventBusName,
        Source: 'booking-service',
        DetailType: detailType,
        Detail: typeof detail === 'string' ? detail : JSON.stringify(detail),
      };
      const { Entries } = (await runtime.kernel.call({
        service: 'events',
        operation: 'PutEvents',
        input: { Entries: [entry] },
        caller: administrator,
      })) as { Entries: Array<{ ErrorCode?: string; ErrorMessage?: string }> };
      const [answer] = Entries;
      return answer?.ErrorCode === undefined ? null : `${answer.ErrorCode}: ${answer.ErrorMessage}`;
    },
    setOutages({ notifications, routes }) {
      const set = (service: Parameters<Runtime['setFault']>[0], operation: string, isOut: boolean): void =>
        runtime.setFault(service, operation, isOut ? outOfService : null);
      set('ses', 'SendEmail', notifications);
      set('sns', 'Publish', notifications);
      set('geo', '*', routes);
      set('geo-routes', '*', routes);
    },
  };
}

async function deploy(
  runtime: Runtime,
  assemblyDirectory: string,
  providers: ProviderAddresses,
  vehicles: RequestHandler | undefined,
): Promise<readonly DeployedStack[]> {
  const stacks = await runtime.deploy(assemblyDirectory);
  const output = (name: string): string => readOutput(stacks, name);
  const call = (service: 'ssm' | 'secretsmanager', operation: string, input: unknown): Promise<unknown> =>
    runtime.kernel.call({ service, operation, input, caller: administrator });
  // A runtime that goes on has them already: what stays as it was is not set again.
  const setParameter = async (name: string, value: string): Promise<void> => {
    const { Parameter } = (await call('ssm', 'GetParameter', { Name: name })) as { Parameter: { Value: string } };
    if (Parameter.Value === value) return;
    await call('ssm', 'PutParameter', { Name: name, Value: value, Type: 'String', Overwrite: true });
  };
  const setSecret = async (name: string, value: string): Promise<void> => {
    const { SecretString } = (await call('secretsmanager', 'GetSecretValue', { SecretId: name })) as {
      SecretString?: string;
    };
    if (SecretString === value) return;
    await call('secretsmanager', 'PutSecretValue', { SecretId: name, SecretString: value });
  };
  await setParameter(output('PaymentsBaseUrlParameter'), providers.paymentsUrl);
  await setParameter(output('BookingsBaseUrlParameter'), providers.bookingsUrl);
  await setSecret(output('PaymentsApiKeySecret'), providers.paymentsApiKey);
  await setSecret(output('BookingsApiKeySecret'), providers.bookingsApiKey);
  await setParameter(output('VehiclesBaseUrlParameter'), providers.vehiclesUrl);
  // The definitions have the address of the configuration, where the stand-in is not.
  const { origin } = new URL(output('VehiclesBaseUrl'));
  runtime.answerInProcess(origin, vehicles ?? forwardTo(providers.vehiclesUrl));
  await runtime.kernel.call({
    service: 'events',
    operation: 'UpdateConnection',
    input: {
      Name: output('VehiclesConnectionName'),
      AuthorizationType: 'API_KEY',
      AuthParameters: {
        ApiKeyAuthParameters: { ApiKeyName: 'Authorization', ApiKeyValue: `Bearer ${providers.vehiclesApiKey}` },
      },
    },
    caller: administrator,
  });
  return stacks;
}

function readOutput(stacks: readonly DeployedStack[], name: string): string {
  const value = stacks.map((stack) => stack.outputs[name]).find((one) => one !== undefined);
  if (value === undefined) throw new Error(`The deployed stacks have no output ${name}`);
  return value;
}
