import { type ClockMode, createRuntime, type ObservedEvent, type Runtime } from '../local/runtime.ts';
import { type Providers, startProviders } from './providers/start-providers.ts';
import { createWorld, mergeWorld, type World, type WorldChange } from './providers/world.ts';

/** Legwork as deployed to a local runtime, with stand-ins for the providers around it. */
export interface LegworkSandbox {
  readonly runtime: Runtime;
  readonly providers: Providers;
  readonly outputs: LegworkOutputs;
  /** Emits one event of the booking service; answers what the bus refused, or null. `detail` that is no text is sent as JSON. */
  emit(detailType: string, detail: unknown): Promise<string | null>;
  /** Changes what cards answer and which providers are out, from now on. */
  change(change: WorldChange): void;
  close(): Promise<void>;
}

/** What the stack says about itself, as far as the sandbox needs it. */
interface LegworkOutputs {
  readonly eventBusName: string;
  readonly workflowsTableName: string;
}

export interface SandboxOptions {
  readonly assemblyDirectory: string;
  readonly clock: ClockMode;
  readonly seed: number;
  /** 0 takes any free port. */
  readonly port: number;
  readonly onEvent?: (event: ObservedEvent) => void;
}

const administrator = { kind: 'administrator' } as const;

/** Starts a runtime and the providers, deploys the assembly, and does what an operator does once: sets addresses and keys. */
export async function startLegwork(options: SandboxOptions): Promise<LegworkSandbox> {
  const runtime = await createRuntime({ clock: options.clock, seed: options.seed, port: options.port });
  if (options.onEvent) runtime.kernel.observer.subscribe(options.onEvent);
  const world = createWorld();
  const providers = await startProviders({ nowMs: () => runtime.kernel.clock.nowMs(), world });
  const call = <Output>(
    service: 'events' | 'ssm' | 'secretsmanager',
    operation: string,
    input: unknown,
  ): Promise<Output> => runtime.kernel.call({ service, operation, input, caller: administrator }) as Promise<Output>;

  const stacks = await runtime.deploy(options.assemblyDirectory);
  const output = (name: string): string => {
    const value = stacks.map((stack) => stack.outputs[name]).find((one) => one !== undefined);
    if (value === undefined) throw new Error(`The deployed stacks have no output ${name}`);
    return value;
  };
  const setParameter = (name: string, value: string): Promise<unknown> =>
    call('ssm', 'PutParameter', { Name: output(name), Value: value, Type: 'String', Overwrite: true });
  const setSecret = (name: string, value: string): Promise<unknown> =>
    call('secretsmanager', 'PutSecretValue', { SecretId: output(name), SecretString: value });
  await setParameter('PaymentsBaseUrlParameter', providers.paymentsUrl);
  await setParameter('BookingsBaseUrlParameter', providers.bookingsUrl);
  await setSecret('PaymentsApiKeySecret', providers.paymentsApiKey);
  await setSecret('BookingsApiKeySecret', providers.bookingsApiKey);

  const outputs = { eventBusName: output('EventBusName'), workflowsTableName: output('WorkflowsTableName') };
  return {
    runtime,
    providers,
    outputs,
    async emit(detailType, detail) {
      const { Entries } = await call<{ Entries: Array<{ ErrorCode?: string; ErrorMessage?: string }> }>(
        'events',
        'PutEvents',
        {
          Entries: [
            {
              EventBusName: outputs.eventBusName,
              Source: 'booking-service',
              DetailType: detailType,
              Detail: typeof detail === 'string' ? detail : JSON.stringify(detail),
            },
          ],
        },
      );
      const [entry] = Entries;
      return entry?.ErrorCode === undefined ? null : `${entry.ErrorCode}: ${entry.ErrorMessage}`;
    },
    change(change) {
      mergeWorld(world, change);
      setNotificationOutage(runtime, world);
    },
    async close() {
      await runtime.close();
      await providers.close();
    },
  };
}

/** E-mail and texts are AWS services: their outage is a fault of the runtime, the other providers have theirs themselves. */
function setNotificationOutage(runtime: Runtime, world: World): void {
  const fault = world.outages.notifications
    ? { code: 'InternalFailure', message: 'The service is out (as the world of the sandbox says).', statusCode: 503 }
    : null;
  runtime.setFault('ses', 'SendEmail', fault);
  runtime.setFault('sns', 'Publish', fault);
}
