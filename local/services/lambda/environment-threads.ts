import { type EnvironmentThread, startThread } from './environment-thread.ts';
import type { FunctionVersion } from './function-store.ts';
import { lambdaLimits } from './limits.ts';

/**
 * Which thread an execution environment starts in. All functions share a few, because a thread for each would be an engine for
 * each that compiles, warms up and collects for itself; those with other options of Node.js have others. The environments of
 * one version are spread over them, so that two invocations at once have a processor each. Code that has misbehaved is alone.
 */
export interface EnvironmentThreads {
  /** The thread for a new environment of this version. */
  threadFor(version: FunctionVersion): EnvironmentThread;
  /** From now on environments of this version have threads of their own. */
  separate(version: FunctionVersion): void;
  /** Ends all threads, also those with invocations. */
  close(): Promise<void>;
}

/**
 * @param entry path of the workers' main module
 * @param sharedThreads how many functions with the same options share
 */
export function createEnvironmentThreads(entry: () => string, sharedThreads: number): EnvironmentThreads {
  const shared = new Map<string, EnvironmentThread[]>();
  /** How many environments of a version have started. */
  const counts = new WeakMap<FunctionVersion, number>();
  const separated = new WeakSet<FunctionVersion>();
  const started = new Set<EnvironmentThread>();

  const start = (name: string, nodeOptions: string | undefined, memoryMb: number, isShared: boolean) => {
    for (const thread of started) if (!thread.isOpen()) started.delete(thread);
    const thread = startThread({ name, entry: entry(), nodeOptions, memoryMb, isShared });
    started.add(thread);
    return thread;
  };

  return {
    threadFor(version) {
      const { environment, memoryMb } = version.configuration;
      const nodeOptions = environment.NODE_OPTIONS;
      if (separated.has(version)) return start(version.functionName, nodeOptions, memoryMb, false);
      const threads = shared.get(nodeOptions ?? '') ?? [];
      shared.set(nodeOptions ?? '', threads);
      const count = counts.get(version) ?? 0;
      counts.set(version, count + 1);
      const index = count % sharedThreads;
      const known = threads[index];
      if (known?.hasRoom()) return known;
      known?.retire();
      const thread = start(`functions ${index + 1}`, nodeOptions, lambdaLimits.sharedThreadMemoryMb, true);
      threads[index] = thread;
      return thread;
    },
    separate: (version) => {
      separated.add(version);
    },
    async close() {
      await Promise.all([...started].map((thread) => thread.end('closing')));
    },
  };
}
