/** The main module of a worker thread: hands what the service says to the execution environments that the thread has. */
import { enableCompileCache } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
import { divideProcess } from './worker/divided-process.ts';
import { currentEnvironment, type Environment, startEnvironment } from './worker/environment.ts';
import { installHostNames } from './worker/host-names.ts';
import { answerInProcess } from './worker/in-process-http.ts';
import type { AboutEnvironment, ServiceMessage, ThreadStart, WorkerMessage } from './worker/protocol.ts';
import { installRuntimeDate } from './worker/runtime-date.ts';

if (parentPort === null) throw new Error('worker-bootstrap runs in a worker thread only');
const port = parentPort;
const { holder, compileCacheDirectory } = workerData as ThreadStart;
if (compileCacheDirectory !== undefined) enableCompileCache(compileCacheDirectory);

const environments = new Map<number, Environment>();
const origins = new Set<string>();

// Before any bundle is loaded, which may keep what it finds.
const setReading = installRuntimeDate({ epochMs: 0, factor: 0 });
installHostNames();
divideProcess(() => environments.values());
answerInProcess(origins, {
  call(call, onAnswer) {
    const environment = currentEnvironment();
    if (environment === undefined) throw new Error('a call comes from an execution environment');
    return environment.call(call, onAnswer);
  },
});

const release = (): void => {
  Atomics.store(holder, 0, 0);
};

port.on('message', ({ environment: number, message }: AboutEnvironment<ServiceMessage>) => {
  Atomics.store(holder, 0, number);
  // By then the code has come to rest, or it never does.
  setImmediate(release);
  switch (message.kind) {
    case 'start': {
      for (const origin of message.origins) origins.add(origin);
      const send = (said: WorkerMessage): void => port.postMessage({ environment: number, message: said });
      environments.set(number, startEnvironment(message, { setReading, send }));
      return;
    }
    case 'end':
      environments.get(number)?.end();
      environments.delete(number);
      return;
    default:
      environments.get(number)?.receive(message);
  }
});
