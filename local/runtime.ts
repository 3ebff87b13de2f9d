import { createDeployer, type DeployedStack } from './assembly/deployer.ts';
import type { ClockMode } from './clock/clock.ts';
import { createRuntimeClock, type LaterClockMode } from './clock/runtime-clock.ts';
import { createServices } from './create-services.ts';
import { createInProcessRequestHandler, type InProcessRequestHandler } from './http/in-process-handler.ts';
import { createRequestHandler } from './http/request-handler.ts';
import { type LocalServer, startServer } from './http/server.ts';
import { createIam } from './iam/iam.ts';
import type { PermissionReport } from './iam/usage.ts';
import { AwsError } from './kernel/aws-error.ts';
import { createKernel } from './kernel/dispatcher.ts';
import { createFaults } from './kernel/faults.ts';
import type { Kernel } from './kernel/kernel.ts';
import { createMeter, type MeterReading } from './kernel/meter.ts';
import { createObserver, type ObservedEvent } from './kernel/observer.ts';
import type { ServiceName } from './kernel/service.ts';
import { createWork } from './kernel/work.ts';

export type { ClockMode, ObservedEvent };

export interface RuntimeOptions {
  readonly clock: ClockMode;
  /** What every random number and identifier is drawn from: the same seed and calls give the same run. */
  readonly seed: number;
  /** Port on 127.0.0.1. Default: 0, any that is free. */
  readonly port?: number;
  /** Default: 111122223333. */
  readonly accountId?: string;
  /** Default: eu-west-1. */
  readonly region?: string;
  /** Told of errors that no caller can be told of. Default: they end the process, as uncaught exceptions. */
  readonly onUnhandled?: (error: unknown, label: string) => void;
}

/** AWS in one process, as far as the supported services go: the only entry for code outside `local/`. */
export interface Runtime {
  /** What SDK clients take as `endpoint`, for example `http://127.0.0.1:40123`. */
  readonly endpoint: string;
  /** For SDK clients of this process: answers without a socket. */
  readonly requestHandler: InProcessRequestHandler;
  readonly kernel: Kernel;
  /** Brings a cloud assembly to life (`cdk.out`); a second time it applies the differences. */
  deploy(assemblyDirectory: string): Promise<DeployedStack[]>;
  /**
   * With the skip clock: fires every timer due before `untilMs` in order, each until nothing is at work any more; then it
   * is `untilMs`. With a running clock: waits for that time and for what is at work then.
   */
  runUntil(untilMs: number): Promise<void>;
  /** The same, with the timers due at `untilMs` as well. */
  runThrough(untilMs: number): Promise<void>;
  /**
   * From now on time passes in another way, from where it is or, with `real`, from the machine's own time if that is later.
   * What is pending stays pending. Lambda code keeps the pace that the runtime was made with.
   */
  continueWith(mode: LaterClockMode): void;
  /** Every call of the operation (`*`: of the service) fails so until null is set; the administrator's calls do not. */
  setFault(service: ServiceName, operation: string | '*', fault: Fault | null): void;
  report(): RuntimeReport;
  /** Environment in which AWS's SDKs and CLI call this runtime as the account's administrator. */
  credentials(): Readonly<Record<string, string>>;
  /** Ends the port, the timers and the worker threads. */
  close(): Promise<void>;
}

/** How a call fails. */
interface Fault {
  /** What clients see as the name of the exception. */
  readonly code: string;
  readonly message: string;
  /** HTTP status. Default: 400. */
  readonly statusCode?: number;
}

interface RuntimeReport {
  readonly meter: Readonly<MeterReading>;
  readonly permissions: PermissionReport;
}

export async function createRuntime(options: RuntimeOptions): Promise<Runtime> {
  const { seed, port = 0, accountId = '111122223333', region = 'eu-west-1', onUnhandled = throwUncaught } = options;
  const work = createWork(onUnhandled);
  const time = createRuntimeClock(options.clock, { work, onUnhandled });
  const meter = createMeter();
  const observer = createObserver(time.clock.nowMs);
  const iam = createIam({ accountId, observer });
  const faults = createFaults();
  const kernel = createKernel({
    accountId,
    region,
    clock: time.clock,
    seed,
    work,
    meter,
    observer,
    faults,
    authorise: iam.authorise,
  });
  let server: LocalServer | undefined;
  const endpoint = (): string => {
    if (server === undefined) throw new Error('the runtime does not listen yet');
    return server.endpoint;
  };
  const services = createServices(kernel, { iam, clockMode: options.clock, endpoint });
  for (const service of services.services) kernel.register(service);
  const deployer = createDeployer({ accountId, region, providers: services.resourceProviders });
  const handler = createRequestHandler({ kernel, iam, onUnhandled });
  // Last: whatever fails before leaves no port open, and the first request finds everything there.
  server = await startServer({ port, handler, onUnhandled });

  return {
    endpoint: server.endpoint,
    requestHandler: createInProcessRequestHandler(handler),
    kernel,
    deploy: (assemblyDirectory) => deployer.deploy(assemblyDirectory),
    runUntil: time.runUntil,
    runThrough: time.runThrough,
    continueWith: time.continueWith,
    setFault: (service, operation, fault) =>
      faults.set(service, operation, fault === null ? null : new AwsError(fault.code, fault.message, fault)),
    report: () => ({ meter: meter.read(), permissions: iam.permissions() }),
    credentials: () => ({
      AWS_ENDPOINT_URL: endpoint(),
      AWS_REGION: region,
      AWS_DEFAULT_REGION: region,
      AWS_ACCESS_KEY_ID: 'AKIALOCALADMINISTRATOR',
      AWS_SECRET_ACCESS_KEY: 'not-verified',
    }),
    async close() {
      time.stop();
      await services.close();
      await server?.close();
    },
  };
}

/** Nobody awaits background work; an exception that ends the process is better than one that nobody sees. */
function throwUncaught(error: unknown, label: string): void {
  queueMicrotask(() => {
    throw new Error(`${label} failed`, { cause: error });
  });
}
