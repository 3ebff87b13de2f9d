import type { ClockMode } from '../../clock/clock.ts';
import type { MachineTime } from '../../clock/machine-time.ts';
import type { InProcessOrigins } from '../../http/in-process-origins.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { Caller } from '../../kernel/service.ts';
import { createConcurrency } from './concurrency.ts';
import { createEnvironmentPool } from './environment-pool.ts';
import { createEnvironmentThreads } from './environment-threads.ts';
import { environmentVariables, type RoleCredentials } from './environment-variables.ts';
import { type ExecutionEnvironment, startEnvironment } from './execution-environment.ts';
import type { FunctionRecord, FunctionStore, FunctionVersion } from './function-store.ts';
import { createInvocationGate } from './invocation-gate.ts';
import type { InvocationMetrics } from './invocation-metrics.ts';
import { lambdaLimits } from './limits.ts';
import { reportLine, startLine } from './platform-lines.ts';
import { createOrderedTurns, freeTurns, type Turns } from './turns.ts';
import type { ClockReading, HandlerOutcome } from './worker/protocol.ts';
import { createWorkerCode } from './worker-code.ts';

interface InvocationRequest {
  readonly record: FunctionRecord;
  readonly version: FunctionVersion;
  /** As the caller named it, with the qualifier if there was one. */
  readonly invokedFunctionArn: string;
  /** JSON text. */
  readonly payload: string;
  readonly requestId: string;
  /** Who waits for the answer; absent where nobody does (events, queues). */
  readonly caller?: Caller;
}

export interface InvocationResult {
  readonly outcome: HandlerOutcome;
  /** The last lines of the invocation's log. */
  readonly logTail: string;
}

export interface Invoker {
  /** Runs the handler once. Throws `TooManyRequestsException` where concurrency is used up. */
  invoke(request: InvocationRequest): Promise<InvocationResult>;
  /** A version is called no more: its idle environments end. */
  retire(version: FunctionVersion): void;
  close(): Promise<void>;
}

export interface LogLine {
  readonly logGroupName: string;
  readonly logStreamName: string;
  readonly line: string;
  /** The function's own role, which writes its log. */
  readonly writer: Caller;
}

export interface InvokerOptions {
  /** Of now: a runtime can go on with another one. */
  readonly clockKind: () => ClockMode['kind'];
  readonly machine: MachineTime;
  /** Base address of the runtime, known once it listens. */
  readonly endpoint: () => string;
  readonly origins: InProcessOrigins;
  readonly credentialsFor: (roleArn: string, sessionName: string) => RoleCredentials;
  readonly recordLogLine: (entry: LogLine) => void;
  readonly metrics: InvocationMetrics;
  /** What an invocation takes where time stands still while code runs. Unit: milliseconds. */
  readonly nominalDurationMs: (functionName: string) => number;
  readonly accountConcurrency: number;
  /** Where time stands still while code runs; and threads that functions share. */
  readonly invocationsAtOnce: number;
}

export function createInvoker(kernel: Kernel, store: FunctionStore, options: InvokerOptions): Invoker {
  const { clockKind, machine, invocationsAtOnce } = options;
  const isStandingStill = (): boolean => clockKind() === 'skip';
  const readClock = (): ClockReading => ({
    epochMs: kernel.clock.nowMs(),
    // An accelerated clock stands still while an invocation runs, like the one that skips.
    factor: clockKind() === 'real' ? 1 : 0,
  });

  const workerCode = createWorkerCode();
  const threads = createEnvironmentThreads(workerCode.entry, invocationsAtOnce);
  const orderedTurns = createOrderedTurns();
  const gate = createInvocationGate(() => (isStandingStill() ? invocationsAtOnce : Number.POSITIVE_INFINITY));
  const concurrency = createConcurrency(store, options.accountConcurrency);
  const atWork = new Set<ExecutionEnvironment>();
  const logStreams = new WeakMap<ExecutionEnvironment, string>();

  const record = (version: FunctionVersion, logStreamName: string, line: string): void => {
    const { roleArn, logGroupName } = version.configuration;
    const writer: Caller = { kind: 'role', roleArn, sessionName: version.functionName };
    options.recordLogLine({ logGroupName, logStreamName, line, writer });
  };

  const log = (version: FunctionVersion, logStreamName: string, line: string): void => {
    kernel.observer.emit({ kind: 'lambda-log', functionName: version.functionName, line });
    kernel.meter.add('lambdaLogBytes', Buffer.byteLength(line) + lambdaLimits.logEventOverheadBytes);
    record(version, logStreamName, line);
  };

  const pool = createEnvironmentPool((version) => {
    const logStreamName = nameLogStream(kernel, version);
    const environment = startEnvironment(version, {
      variables: environmentVariables(version, {
        region: kernel.region,
        endpoint: options.endpoint(),
        credentials: options.credentialsFor(version.configuration.roleArn, version.functionName),
        logStreamName,
      }),
      clock: readClock(),
      machine,
      thread: threads.threadFor(version),
      onMisbehaviour: () => threads.separate(version),
      origins: options.origins,
      onIdleLine: (line) => log(version, logStreamName, line),
    });
    logStreams.set(environment, logStreamName);
    return environment;
  }, lambdaLimits.idleEnvironments);

  /** A caller that went through a socket keeps its turn while it waits: what it called must not wait for that. */
  const turnsOf = ({ caller }: InvocationRequest): Turns => {
    const session = callerSessionOf(caller);
    const isHeldUp = [...atWork].some((one) => sessionOf(one.version) === session && one.isOnTurn());
    return isStandingStill() && !(session !== undefined && isHeldUp) ? orderedTurns : freeTurns;
  };

  const runInEnvironment = async (request: InvocationRequest): Promise<InvocationResult> => {
    const { version } = request;
    const startedAtMs = machine.nowMs();
    const environment = pool.take(version);
    const logStreamName = logStreams.get(environment)!;
    const lines: string[] = [];
    let hasFailed = true;
    const note = () => ({ version, requestId: request.requestId, time: new Date(kernel.clock.nowMs()).toISOString() });
    record(version, logStreamName, startLine(note()));
    try {
      atWork.add(environment);
      const outcome = await environment.invoke({ ...request, clock: readClock(), turns: turnsOf(request) }, (line) => {
        lines.push(line);
        log(version, logStreamName, line);
      });
      hasFailed = outcome.kind === 'failure';
      return { outcome, logTail: tailOf(lines) };
    } finally {
      const measuredMs = Math.max(1, Math.ceil(machine.nowMs() - startedAtMs));
      const billedMs = isStandingStill() ? options.nominalDurationMs(version.functionName) : measuredMs;
      record(version, logStreamName, reportLine(note(), billedMs));
      options.metrics.ran(version.functionName, billedMs, hasFailed);
      kernel.meter.add('lambdaInvocations', 1);
      kernel.meter.add('lambdaGbSeconds', (version.configuration.memoryMb / 1_024) * (billedMs / 1_000));
      atWork.delete(environment);
      pool.giveBack(environment);
    }
  };

  const begin = (record: FunctionRecord): (() => void) => {
    try {
      return concurrency.begin(record);
    } catch (error) {
      options.metrics.throttled(record.name);
      throw error;
    }
  };

  return {
    invoke: (request) =>
      kernel.work.during(`lambda ${request.record.name}`, async () => {
        // The code may reach out of this process: what led to its call must not be lost after that.
        if (kernel.journal.isDurable) await kernel.journal.flushed();
        const leave = await gate.enter(sessionOf(request.version), callerSessionOf(request.caller));
        try {
          const end = begin(request.record);
          try {
            const result = await runInEnvironment(request);
            if (result.outcome.kind === 'failure') {
              const { errorType, errorMessage } = result.outcome.failure;
              kernel.observer.emit({
                kind: 'lambda-failed',
                functionName: request.record.name,
                errorType,
                errorMessage,
              });
            }
            return result;
          } finally {
            end();
          }
        } finally {
          leave();
        }
      }),
    retire: (version) => pool.retire(version),
    async close() {
      await pool.close();
      await threads.close();
      workerCode.remove();
    },
  };
}

/** Lambda names the session of a function's role after the function; with both, nested calls are recognised. */
function sessionOf(version: FunctionVersion): string {
  return `${version.configuration.roleArn}/${version.functionName}`;
}

function callerSessionOf(caller: Caller | undefined): string | undefined {
  return caller?.kind === 'role' ? `${caller.roleArn}/${caller.sessionName}` : undefined;
}

function nameLogStream(kernel: Kernel, version: FunctionVersion): string {
  const day = new Date(kernel.clock.nowMs()).toISOString().slice(0, 10).replaceAll('-', '/');
  return `${day}/[${version.version}]${kernel.identifiers.uuid().replaceAll('-', '')}`;
}

function tailOf(lines: readonly string[]): string {
  const text = lines.map((line) => `${line}\n`).join('');
  return Buffer.from(text).subarray(-lambdaLimits.logTailBytes).toString();
}
