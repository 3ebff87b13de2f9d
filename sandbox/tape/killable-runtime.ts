import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { ObservedEvent } from '../../local/runtime.ts';
import type { Message, RuntimeCommands } from './runtime-commands.ts';

type Waiting = { readonly resolve: (value: unknown) => void; readonly reject: (error: Error) => void };

/** A runtime in a process of its own. */
export interface KillableRuntime {
  call<Name extends keyof RuntimeCommands>(
    name: Name,
    ...parameters: Parameters<RuntimeCommands[Name]>
  ): Promise<Awaited<ReturnType<RuntimeCommands[Name]>>>;
  /** Ends the process at once, as a power cut would; what it was asked fails. */
  kill(): Promise<void>;
}

/** @param onEvent told of what the runtime's observer sees, as long as the process lives */
export function startKillableRuntime(onEvent: (event: ObservedEvent) => void): KillableRuntime {
  const child: ChildProcess = fork(fileURLToPath(new URL('./runtime-process.ts', import.meta.url)), {
    serialization: 'advanced',
    // Standard output is the report's.
    stdio: ['ignore', process.stderr.fd, 'inherit', 'ipc'],
  });
  const waiting = new Map<number, Waiting>();
  let lastId = 0;

  child.on('message', (message: Message) => {
    if (message.kind === 'event') {
      onEvent(message.event);
      return;
    }
    const asked = waiting.get(message.id);
    waiting.delete(message.id);
    if (message.kind === 'answer') asked?.resolve(message.value);
    else asked?.reject(new Error(`the runtime's process: ${message.message}`));
  });
  child.once('exit', (code, signal) => {
    for (const { reject } of waiting.values()) reject(new Error(`the runtime's process ended: ${signal ?? code}`));
    waiting.clear();
  });

  return {
    call(name, ...parameters) {
      lastId += 1;
      const id = lastId;
      return new Promise((resolve, reject) => {
        waiting.set(id, { resolve: resolve as Waiting['resolve'], reject });
        child.send({ id, name, parameters }, (error) => {
          if (error !== null) reject(error);
        });
      });
    },
    async kill() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    },
  };
}
