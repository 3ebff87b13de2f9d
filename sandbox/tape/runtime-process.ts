import type { Command, Message } from './runtime-commands.ts';
import { createRuntimeCommands } from './runtime-commands.ts';

/*
 * The runtime of a tape with a power cut, in a process of its own: one that can be killed. The player starts it and tells
 * it over the channel between the two what to do.
 */

const send = (message: Message): void => {
  process.send?.(message);
};

const commands = createRuntimeCommands((event) => send({ kind: 'event', event }));

process.on('message', (command: Command) => {
  // The union of commands pairs names with parameters; the call itself cannot be written in its terms.
  const run = commands[command.name] as (...parameters: readonly unknown[]) => unknown;
  Promise.resolve()
    .then(() => run(...command.parameters))
    .then(
      (value) => send({ kind: 'answer', id: command.id, value }),
      (error: unknown) => send({ kind: 'failure', id: command.id, message: describe(error) }),
    );
});

// Without its player it has nothing to do.
process.once('disconnect', () => process.exit(0));

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
