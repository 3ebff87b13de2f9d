import { createDeployer, type DeployedStack } from './assembly/deployer.ts';
import type { ParameterValues } from './assembly/template-parameters.ts';
import type { ClockMode } from './clock/clock.ts';
import { createRuntimeClock, type LaterClockMode } from './clock/runtime-clock.ts';
import { createServices } from './create-services.ts';
import { createInProcessRequestHandler, type InProcessRequestHandler } from './http/in-process-handler.ts';
import { createInProcessOrigins, refuseAsThePort } from './http/in-process-origins.ts';
import { createRequestHandler, type RequestHandler } from './http/request-handler.ts';
import { type LocalServer, startServer } from './http/server.ts';
import { createIam } from './iam/iam.ts';
import type { PermissionReport } from './iam/usage.ts';
import { createDurableJournal } from './journal/durable-journal.ts';
import { createVolatileJournal, type Journal } from './journal/journal.ts';
import { AwsError } from './kernel/aws-error.ts';
import { createKernel } from './kernel/dispatcher.ts';
import { createEventLog } from './kernel/event-log.ts';
import { createFaults } from './kernel/faults.ts';
import type { Kernel } from './kernel/kernel.ts';
import { createMeter, type MeterReading } from './kernel/meter.ts';
import { createObserver, type ObservedEvent } from './kernel/observer.ts';
import type { ServiceName } from './kernel/service.ts';
import { createWork } from './kernel/work.ts';
import { attachedNames, continuedClock, lastPort, readMeter } from './recovered-state.ts';
import type { OutsideWorld } from './services/location/outside-world.ts';

export type { ClockMode, DeployedStack, ObservedEvent, OutsideWorld, RequestHandler };

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
  /**
   * Where everything is kept that must survive the process; made if it is not there. A runtime on the directory of one that
   * ended, however it ended, goes on from there, at that one's port and not before its instant. Default: nothing is kept.
   */
  readonly dataDirectory?: string;
  /**
   * Done before anything that was recovered goes on: deploying, setting addresses. Calls are answered already, work that
   * they lead to is begun as always.
   */
  readonly prepare?: (runtime: Runtime) => Promise<void>;
  /** How long journeys take and where devices are, where Amazon Location is asked. Default: what it can say by itself. */
  readonly outside?: OutsideWorld;
  /**
   * With the skip clock: how many Lambda invocations run at once. The same run with another number is another run: it meets
   * other races, and fewer with 1, which needs the least memory and time of the processor. Default: 2.
   */
  readonly invocationsAtOnce?: number;
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
  /**
   * Brings a cloud assembly to life (`cdk.out`); a second time it applies the differences, and takes them back if one of
   * them fails. What takes its time, as moving traffic from version to version does, takes it on the runtime's clock:
   * somebody has to run the skip clock meanwhile.
   */
  deploy(assemblyDirectory: string, options?: DeployOptions): Promise<DeployedStack[]>;
  /**
   * With the skip clock: fires every timer due before `untilMs` in order, each until nothing is at work any more; then it
   * is `untilMs`. With a running clock: waits for that time and for what is at work then.
   */
  runUntil(untilMs: number): Promise<void>;
  /** The same, with the timers due at `untilMs` as well. */
  runThrough(untilMs: number): Promise<void>;
  /**
   * From now on time passes in another way, from where it is or, with `real`, from the machine's own time if that is later.
   * What is pending stays pending, and so does the pace of Lambda code that runs at that moment.
   */
  continueWith(mode: LaterClockMode): void;
  /**
   * From now on requests of HTTP tasks and Lambda code for this origin, `http://127.0.0.1:40123` for example, are answered by
   * `handler` without a socket; those of Lambda code from the next environment that starts on. It must not reject.
   */
  answerInProcess(origin: string, handler: RequestHandler): void;
  /** Every call of the operation (`*`: of the service) fails so until null is set; the administrator's calls do not. */
  setFault(service: ServiceName, operation: string | '*', fault: Fault | null): void;
  /**
   * What an invocation of the function is said to take from now on, in metrics and on the meter, where time stands still while
   * code runs. null: as little as ever. Unit: milliseconds.
   */
  setFunctionDuration(functionName: string, durationMs: number | null): void;
  report(): RuntimeReport;
  /** With a data directory: the events of this runtime and of those before it that reports are made of, oldest first. */
  events(): Promise<readonly ObservedEvent[]>;
  /** Resolves when all that happened so far is on disk; at once without a data directory. */
  flushed(): Promise<void>;
  /** Environment in which AWS's SDKs and CLI call this runtime as the account's administrator. */
  credentials(): Readonly<Record<string, string>>;
  /** Ends the port, the timers and the worker threads. */
  close(): Promise<void>;
}

interface DeployOptions {
  /**
   * Values of the templates' parameters, by name, for every stack that has one of that name; a name that no stack has is an
   * error. What is left out has the template's default, also after a deployment that gave it another value.
   */
  readonly parameters?: ParameterValues;
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
  const journal = openJournal(options.dataDirectory);
  const time = createRuntimeClock(continuedClock(options.clock, journal), { work, onUnhandled });
  const { clock } = time;
  const meter = createMeter(readMeter(journal));
  journal.attach(attachedNames.meter, () => JSON.stringify(meter.read()));
  journal.attach(attachedNames.clock, clock.nowMs);
  const observer = createObserver(clock.nowMs);
  const iam = createIam({ accountId, observer, journal });
  const faults = createFaults();
  const kernel = createKernel({
    accountId,
    region,
    clock,
    seed,
    work,
    meter,
    observer,
    faults,
    journal,
    authorise: iam.authorise,
  });
  let server: LocalServer | undefined;
  const endpoint = (): string => {
    if (server === undefined) throw new Error('the runtime does not listen yet');
    return server.endpoint;
  };
  const origins = createInProcessOrigins();
  const services = createServices(kernel, {
    iam,
    clockKind: time.kind,
    endpoint,
    origins,
    outside: options.outside ?? {},
    invocationsAtOnce: options.invocationsAtOnce,
  });
  for (const service of services.services) kernel.register(service);
  const deployer = createDeployer({ accountId, region, providers: services.resourceProviders, journal, work });
  const handler = createRequestHandler({ kernel, iam, onUnhandled });
  const events = createEventLog(journal, observer);
  try {
    await services.recover();
    // Last: whatever fails before leaves no port open, and the first request finds everything there.
    server = await startServer({ port: port === 0 ? lastPort(journal) : port, handler, onUnhandled });
  } catch (error) {
    await services.close();
    journal.close();
    throw error;
  }
  origins.add(server.endpoint, refuseAsThePort(handler));
  const listeningPort = new URL(server.endpoint).port;
  journal.attach(attachedNames.port, () => listeningPort);
  journal.mark();

  /** Time that passed is kept although nothing happened in it. */
  const keepTime = async (): Promise<void> => {
    journal.mark();
    await journal.flushed();
  };
  /** Before that nothing goes on that a change could be too sudden for, and no time passes. */
  let isPrepared = false;
  const runtime: Runtime = {
    endpoint: server.endpoint,
    requestHandler: createInProcessRequestHandler(handler),
    kernel,
    deploy: (assemblyDirectory, { parameters = {} } = {}) =>
      deployer.deploy(assemblyDirectory, { isAtOnce: !isPrepared, parameters }),
    runUntil: (untilMs) => time.runUntil(untilMs).then(keepTime),
    runThrough: (untilMs) => time.runThrough(untilMs).then(keepTime),
    continueWith: time.continueWith,
    answerInProcess: origins.add,
    setFault: (service, operation, fault) =>
      faults.set(service, operation, fault === null ? null : new AwsError(fault.code, fault.message, fault)),
    setFunctionDuration: services.setFunctionDuration,
    report: () => ({ meter: meter.read(), permissions: iam.permissions() }),
    events: events.read,
    flushed: journal.flushed,
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
      journal.close();
    },
  };
  try {
    await options.prepare?.(runtime);
  } catch (error) {
    await runtime.close();
    throw error;
  }
  isPrepared = true;
  journal.resume();
  return runtime;
}

function openJournal(dataDirectory: string | undefined): Journal {
  return dataDirectory === undefined ? createVolatileJournal() : createDurableJournal(dataDirectory);
}

/** Nobody awaits background work; an exception that ends the process is better than one that nobody sees. */
function throwUncaught(error: unknown, label: string): void {
  queueMicrotask(() => {
    throw new Error(`${label} failed`, { cause: error });
  });
}
