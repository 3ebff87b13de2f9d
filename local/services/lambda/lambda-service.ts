import { rm } from 'node:fs/promises';
import type { ResourceProvider } from '../../assembly/resource-provider.ts';
import type { ClockMode } from '../../clock/clock.ts';
import { type MachineTime, machineTime } from '../../clock/machine-time.ts';
import { createInProcessOrigins, type InProcessOrigins } from '../../http/in-process-origins.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { Service } from '../../kernel/service.ts';
import type { RecordMetric } from '../cloudwatch/metric-sample.ts';
import { createAsyncInvocations } from './async-invocations.ts';
import type { RoleCredentials } from './environment-variables.ts';
import { startMapping } from './event-source-mapping.ts';
import { createEventSourceMappings, createListEventSourceMappings } from './event-source-mappings.ts';
import { createFunctionOperations } from './function-operations.ts';
import { createFunctionArns } from './function-reference.ts';
import { createFunctionStore } from './function-store.ts';
import { createInvocationMetrics } from './invocation-metrics.ts';
import { createInvokeOperation } from './invoke.ts';
import { createInvoker, type LogLine } from './invoker.ts';
import type { LambdaContext } from './lambda-context.ts';
import { lambdaLimits } from './limits.ts';
import { createAliasProvider } from './resources/alias.ts';
import { createEventInvokeConfigProvider } from './resources/event-invoke-config.ts';
import { createEventSourceMappingProvider } from './resources/event-source-mapping.ts';
import { createFunctionProvider } from './resources/function.ts';
import { restoreInlineCode } from './resources/function-code.ts';
import { createPermissionProvider } from './resources/permission.ts';
import { createVersionProvider } from './resources/version.ts';

export interface LambdaServiceOptions {
  /**
   * Of now: a runtime can go on with another one. With `skip`, time stands still while code runs: what invocations do is
   * taken up in the order in which they began, and they are billed a fixed duration, so that a run can be repeated. With every
   * clock a function's timeout is measured in real time.
   */
  readonly clockKind: () => ClockMode['kind'];
  /** Base address of the runtime, known once it listens: what Lambda code takes for AWS. */
  readonly endpoint: () => string;
  /** What Lambda code is answered without a socket. Default: nothing. */
  readonly origins?: InProcessOrigins;
  readonly credentialsFor: (roleArn: string, sessionName: string) => RoleCredentials;
  /** Throws unless the role's trust policy lets the service use it. Default: every role is trusted. */
  readonly assertTrusts?: (roleArn: string, servicePrincipal: string, sourceArn: string) => void;
  /** Calls `listener` whenever messages of a queue may have become visible; the result ends that. */
  readonly onMessagesVisible: (queueArn: string, listener: () => void) => () => void;
  /** Gets every line of a function's log. Default: lines go to the observer alone. */
  readonly recordLogLine?: (entry: LogLine) => void;
  /** Default: nothing is counted. */
  readonly recordMetric?: RecordMetric;
  /** Concurrent invocations of the account. Default: 1,000. */
  readonly accountConcurrency?: number;
  /** See `RuntimeOptions`. */
  readonly invocationsAtOnce?: number | undefined;
  /** What timeouts and durations are measured with. Default: the machine's own time. */
  readonly machine?: MachineTime;
}

export interface LambdaService {
  readonly service: Service;
  readonly resourceProviders: readonly ResourceProvider[];
  /**
   * What an invocation of the function takes from now on with the clock that stands still meanwhile, as far as bills and metrics
   * go. null: as before. Unit: milliseconds.
   */
  setDuration(functionName: string, durationMs: number | null): void;
  /** Ends the mappings and every worker thread; invocations under way fail. */
  close(): Promise<void>;
}

/** AWS Lambda in one process: the bundles of the assembly, unchanged, in environments that share worker threads. */
export function createLambdaService(kernel: Kernel, options: LambdaServiceOptions): LambdaService {
  const { endpoint, clockKind, onMessagesVisible } = options;
  const arns = createFunctionArns(kernel);
  const store = createFunctionStore(arns, kernel.random, kernel.journal);
  const durations = new Map<string, number>();
  const invoker = createInvoker(kernel, store, {
    clockKind,
    machine: options.machine ?? machineTime,
    endpoint,
    origins: options.origins ?? createInProcessOrigins(),
    credentialsFor: options.credentialsFor,
    recordLogLine: options.recordLogLine ?? (() => {}),
    nominalDurationMs: (functionName) => durations.get(functionName) ?? lambdaLimits.nominalDurationMs,
    metrics: createInvocationMetrics(options.recordMetric ?? (() => {})),
    accountConcurrency: options.accountConcurrency ?? lambdaLimits.accountConcurrency,
    invocationsAtOnce: options.invocationsAtOnce ?? lambdaLimits.invocationsAtOnce,
  });
  const asyncInvocations = createAsyncInvocations(kernel, { store, arns, invoker, endpoint });

  // Batches one after the other where a run must be repeatable: messages then keep the order in which they came.
  const limitConcurrency = (maximum: number): number => (clockKind() === 'skip' ? 1 : maximum);
  const surroundings = { kernel, store, arns, invoker, onMessagesVisible, limitConcurrency };
  const mappings = createEventSourceMappings(kernel.journal, (definition) => startMapping(definition, surroundings));
  const context: LambdaContext = {
    kernel,
    store,
    arns,
    invoker,
    mappings,
    endpoint,
    inlineCodeDirectories: [],
    assertTrusts: options.assertTrusts,
  };
  restoreInlineCode(store, context.inlineCodeDirectories);
  return {
    service: {
      name: 'lambda',
      operations: {
        Invoke: createInvokeOperation({ store, arns, invoker, asyncInvocations }),
        ...createFunctionOperations(kernel, { store, arns }),
        ListEventSourceMappings: createListEventSourceMappings(mappings, arns),
      },
    },
    resourceProviders: [
      createFunctionProvider(context),
      createVersionProvider(context),
      createAliasProvider(context),
      createPermissionProvider(context),
      createEventSourceMappingProvider(context),
      createEventInvokeConfigProvider(context),
    ],
    setDuration(functionName, durationMs) {
      if (durationMs === null) durations.delete(functionName);
      else durations.set(functionName, durationMs);
    },
    async close() {
      mappings.close();
      await invoker.close();
      for (const directory of context.inlineCodeDirectories) await rm(directory, { recursive: true, force: true });
    },
  };
}
