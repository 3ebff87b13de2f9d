/**
 * A worker thread with the execution environments of one or several functions.
 *
 * H1  A thread that takes no more environments ends when the last invocation in it has its outcome.
 * H2  When a thread ends, every environment in it is told, with who was to blame.
 */
import { getCompileCacheDir } from 'node:module';
import { dirname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { lambdaLimits } from './limits.ts';
import type { AboutEnvironment, ServiceMessage, ThreadStart, WorkerMessage } from './worker/protocol.ts';

/** An environment, as its thread knows it. */
interface ThreadMember {
  onMessage(message: WorkerMessage): void;
  onThreadEnd(end: ThreadEnd): void;
  isRunning(): boolean;
}

export interface ThreadEnd {
  /** Why, as Lambda words it after `Error: Runtime exited `. */
  readonly reason: string;
  /** False for those who only were in the same thread as the one whose code had to be ended. */
  readonly isToBlame: boolean;
}

/** A member's place in the thread. */
interface ThreadSeat {
  tell(message: ServiceMessage): void;
  /** Whose code has the thread now. */
  holder(): 'nobody' | 'this' | 'another';
  /** No invocation of the member runs any more. */
  rest(): void;
  /** The member ends. Resolves once that is done. */
  leave(): Promise<void>;
}

export interface EnvironmentThread {
  /** Whether its environments may go on being used. */
  isOpen(): boolean;
  /** Whether another environment may start in it. */
  hasRoom(): boolean;
  join(member: ThreadMember): ThreadSeat;
  /** Takes no more environments, and ends as soon as it can: H1. */
  retire(): void;
  /** Ends at once. @param cause `stuck`: the code that has the thread does not give it back */
  end(cause: 'closing' | 'stuck'): Promise<void>;
}

export interface ThreadOptions {
  readonly name: string;
  /** Path of the worker's main module. */
  readonly entry: string;
  /** Options of Node.js, as in the variable of that name. */
  readonly nodeOptions: string | undefined;
  /** Whether several environments may be in it. */
  readonly isShared: boolean;
  readonly memoryMb: number;
}

export function startThread(options: ThreadOptions): EnvironmentThread {
  const holder = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  // Node names the folder that it has made for its own version in the one that it was given.
  const ownCache = getCompileCacheDir();
  const workerData: ThreadStart = {
    holder,
    ...(ownCache !== undefined && { compileCacheDirectory: dirname(ownCache) }),
  };
  const worker = new Worker(options.entry, {
    name: options.name,
    workerData,
    env: options.nodeOptions === undefined ? {} : { NODE_OPTIONS: options.nodeOptions },
    // The options come from the function's own NODE_OPTIONS, never from how this process was started.
    execArgv: [],
    argv: [],
    // Nothing may reach the standard output of this process; what the code writes comes as messages.
    stdout: true,
    stderr: true,
    resourceLimits: {
      maxOldGenerationSizeMb: options.memoryMb,
      maxYoungGenerationSizeMb: lambdaLimits.youngGenerationMb,
    },
  });
  worker.stdout.resume();
  worker.stderr.resume();

  const members = new Map<number, ThreadMember>();
  let joined = 0;
  let isOpen = true;
  let crash: string | undefined;
  let ending: { readonly cause: 'closing' | 'stuck'; readonly ended: Promise<unknown> } | undefined;

  const end = async (cause: 'closing' | 'stuck'): Promise<void> => {
    isOpen = false;
    ending ??= { cause, ended: worker.terminate() };
    await ending.ended;
  };
  const endIfUnused = (): void => {
    if (isOpen || ending !== undefined || [...members.values()].some((member) => member.isRunning())) return;
    void end('closing');
  };

  worker.on('message', ({ environment, message }: AboutEnvironment<WorkerMessage>) =>
    members.get(environment)?.onMessage(message),
  );
  worker.on('error', (error: NodeJS.ErrnoException) => {
    isOpen = false;
    // Lambda's sandbox kills a process that has used up its memory.
    crash = error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? 'signal: killed' : `${error.name}: ${error.message}`;
  });
  worker.on('exit', (exitCode) => {
    isOpen = false;
    const reason = `with error: ${crash ?? `exit status ${exitCode}`}`;
    const held = Atomics.load(holder, 0);
    const told = [...members];
    members.clear();
    for (const [number, member] of told) {
      const isKnown = ending?.cause === 'stuck' || (ending === undefined && held !== 0);
      member.onThreadEnd({ reason, isToBlame: !isKnown || (held === number && ending === undefined) });
    }
  });

  return {
    isOpen: () => isOpen,
    // Modules cannot be unloaded: what has ended takes up room for as long as the thread lasts.
    hasRoom: () => isOpen && joined < (options.isShared ? lambdaLimits.environmentsOfThread : 1),
    join(member) {
      joined += 1;
      const number = joined;
      members.set(number, member);
      return {
        tell: (message) =>
          worker.postMessage({ environment: number, message } satisfies AboutEnvironment<ServiceMessage>),
        holder() {
          const held = Atomics.load(holder, 0);
          if (held === 0) return 'nobody';
          return held === number ? 'this' : 'another';
        },
        rest: endIfUnused,
        async leave() {
          members.delete(number);
          if (!options.isShared) {
            await end('closing');
            return;
          }
          if (isOpen) worker.postMessage({ environment: number, message: { kind: 'end' } });
          endIfUnused();
        },
      };
    },
    retire() {
      isOpen = false;
      endIfUnused();
    },
    end,
  };
}
