import { Argument } from 'commander';
import { completionScript, type Shell, shells } from '../support/completion-scripts.ts';
import type { Register } from '../support/session.ts';

export const registerCompletion: Register = (program, context) => {
  program
    .command('completion')
    .description('print a script that lets a shell complete this command')
    .addArgument(new Argument('<shell>', 'which shell').choices(shells))
    .action(
      context.action([], async ({ surroundings }, _options, shell) => {
        surroundings.writeOut(completionScript(shell as Shell, program));
      }),
    );
};
