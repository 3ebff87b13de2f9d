import { AwsError } from '../../kernel/aws-error.ts';
import type { ExecutionEnvironment } from './execution-environment.ts';
import type { FunctionVersion } from './function-store.ts';

/**
 * Execution environments between their invocations. A version's environment that was used last is used first; beyond
 * the bound the one that was idle for longest is ended. The bound is a number and not a time, because with a clock that
 * skips, a quiet week would cost every function a cold start.
 */
export interface EnvironmentPool {
  /** An idle environment of exactly this version, or a new one. Throws `ServiceException` once the pool is closed. */
  take(version: FunctionVersion): ExecutionEnvironment;
  /** Returns an environment after its invocation; one that is not usable any more is ended. */
  giveBack(environment: ExecutionEnvironment): void;
  /** Ends the idle environments of a version that is called no more; those at work end when they are given back. */
  retire(version: FunctionVersion): void;
  /** Ends all, also those at work, and takes none back. */
  close(): Promise<void>;
}

export function createEnvironmentPool(
  start: (version: FunctionVersion) => ExecutionEnvironment,
  maximumIdle: number,
): EnvironmentPool {
  /** In the order in which they became idle. */
  let idle: ExecutionEnvironment[] = [];
  const busy = new Set<ExecutionEnvironment>();
  const retired = new WeakSet<FunctionVersion>();
  const ending = new Set<Promise<void>>();
  let isClosed = false;

  const end = (environment: ExecutionEnvironment): void => {
    const ended = environment.stop().finally(() => ending.delete(ended));
    ending.add(ended);
  };

  return {
    take(version) {
      if (isClosed) throw new AwsError('ServiceException', 'the Lambda service is closed', { statusCode: 500 });
      idle = idle.filter((environment) => environment.isUsable());
      const index = idle.findLastIndex((environment) => environment.version === version);
      const environment = index >= 0 ? idle.splice(index, 1)[0]! : start(version);
      busy.add(environment);
      return environment;
    },
    giveBack(environment) {
      busy.delete(environment);
      if (isClosed || !environment.isUsable() || retired.has(environment.version)) {
        end(environment);
        return;
      }
      idle.push(environment);
      if (idle.length > maximumIdle) end(idle.shift()!);
    },
    retire(version) {
      retired.add(version);
      for (const environment of idle) if (environment.version === version) end(environment);
      idle = idle.filter((environment) => environment.version !== version);
    },
    async close() {
      isClosed = true;
      for (const environment of [...idle, ...busy]) end(environment);
      idle = [];
      await Promise.all(ending);
    },
  };
}
