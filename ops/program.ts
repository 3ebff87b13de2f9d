/** The commands: each is a file in `commands/`. docs/command.md lists them with their options, and a test holds it to that. */
import { Command } from 'commander';
import { registerCancel } from './commands/cancel.ts';
import { registerCompletion } from './commands/completion.ts';
import { registerCost } from './commands/cost.ts';
import { registerDeadLetters } from './commands/dead-letters.ts';
import { registerDoctor } from './commands/doctor.ts';
import { registerHistories } from './commands/histories.ts';
import { registerList } from './commands/list.ts';
import { registerPruneVersions } from './commands/prune-versions.ts';
import { registerRedrive } from './commands/redrive.ts';
import { registerReplay } from './commands/replay.ts';
import { registerRestart } from './commands/restart.ts';
import { registerShow } from './commands/show.ts';
import { registerSignal } from './commands/signal.ts';
import { registerTerminate } from './commands/terminate.ts';
import type { CommandContext, Register } from './support/session.ts';
import type { Surroundings } from './support/surroundings.ts';
import { addGlobalOptions } from './support/target.ts';

const commands: readonly Register[] = [
  registerList,
  registerShow,
  registerSignal,
  registerDeadLetters,
  registerHistories,
  registerTerminate,
  registerCancel,
  registerRestart,
  registerRedrive,
  registerPruneVersions,
  registerDoctor,
  registerReplay,
  registerCost,
  registerCompletion,
];

export function createProgram(
  context: CommandContext,
  { writeOut, writeError }: Pick<Surroundings, 'writeOut' | 'writeError'>,
): Command {
  const program = addGlobalOptions(new Command('legwork'))
    .description('Looks after the workflows of a stage: on AWS, or in the local runtime with --local.')
    // Before the commands, which inherit it: errors of the command line become exit codes here, not in Commander.
    .exitOverride()
    .configureOutput({ writeOut, writeErr: writeError })
    .showHelpAfterError('(--help after a command lists its options)');
  for (const register of commands) register(program, context);
  return program;
}
