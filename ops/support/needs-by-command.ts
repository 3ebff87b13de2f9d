/** Which IAM actions each command calls. */
import type { Command } from 'commander';

/** All commands that can be run, a group's own ones in its place. */
export const runnableCommands = (command: Command): readonly Command[] =>
  command.commands.length === 0 ? [command] : command.commands.flatMap(runnableCommands);

/** What is typed to run it, without the program's name: `dead-letters list`. */
export const pathOfCommand = (command: Command): string =>
  command.parent?.parent ? `${pathOfCommand(command.parent)} ${command.name()}` : command.name();

/** @param declared what the commands said when they were registered: each command has one action, so the orders agree */
export function needsByCommand(
  program: Command,
  declared: readonly (readonly string[])[],
): ReadonlyMap<string, readonly string[]> {
  const commands = runnableCommands(program);
  if (commands.length !== declared.length)
    throw new Error(`${commands.length} commands have declared ${declared.length} lists of actions`);
  return new Map(
    commands.map((command, index) => [
      pathOfCommand(command),
      [...new Set(declared[index]!.map((need) => need.split(' ')[0]!))].sort(),
    ]),
  );
}
