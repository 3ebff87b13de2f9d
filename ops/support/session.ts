/** What the action of a command works with. */
import type { Command } from 'commander';
import { type Connection, connect } from './connection.ts';
import { CommandFailure, type ExitCode, exitCodes, explainFailure } from './failures.ts';
import { createProgress, type Progress } from './progress.ts';
import { createServiceClock } from './service-clock.ts';
import type { Surroundings } from './surroundings.ts';
import { type Cell, renderTable } from './table.ts';
import { type GlobalOptions, type Target, targetOf } from './target.ts';

export interface Session {
  readonly target: Target;
  readonly connection: Connection;
  readonly surroundings: Surroundings;
  /** The caller wants JSON and nothing else on the standard output. */
  readonly json: boolean;
  /** One line (or several) of a result. Nothing with `--json`. */
  print(text: string): void;
  table(headings: readonly string[], rows: readonly (readonly Cell[])[]): void;
  /** The result with `--json`, indented; nothing without it. */
  printJson(value: unknown): void;
  warn(text: string): void;
  progress(label: string, total: number): Progress;
  /**
   * Asks before something is done that cannot be taken back.
   * @param isAgreed the `--yes` of the command line
   * @throws CommandFailure where nobody agrees, or nobody is there to be asked
   */
  confirm(question: string, isAgreed: boolean | undefined): Promise<void>;
}

/** @returns how the process ends; nothing: done */
type Action<Options> = (
  session: Session,
  options: Options,
  ...operands: readonly string[]
  // biome-ignore lint/suspicious/noConfusingVoidType: an action that has nothing to say returns nothing
) => Promise<ExitCode | void>;

export interface CommandContext {
  /**
   * A command's action, with its errors explained.
   * @param needs IAM actions that it calls, for people without them: `dynamodb:Query`
   */
  action<Options extends object>(
    needs: readonly string[],
    run: Action<Options>,
  ): (...given: unknown[]) => Promise<void>;
  /** What the actions so far said that they need, in their order. */
  readonly declared: readonly (readonly string[])[];
}

/** Adds a command to the program; every file of `commands/` has one. */
export type Register = (program: Command, context: CommandContext) => void;

/** @param finish told of the exit code of the action that ran */
export function createCommandContext(surroundings: Surroundings, finish: (exitCode: ExitCode) => void): CommandContext {
  const declared: (readonly string[])[] = [];
  return {
    declared,
    action: (needs, run) => {
      declared.push(needs);
      return async (...given) => {
        const command = given.at(-1) as Command;
        const options = command.optsWithGlobals() as GlobalOptions;
        const target = targetOf(options);
        try {
          const operands = given.slice(0, -2) as string[];
          const session = openSession(surroundings, target, options);
          finish((await run(session, options as never, ...operands)) ?? exitCodes.done);
        } catch (error) {
          const { exitCode, message } = explainFailure(error, target, needs);
          surroundings.writeError(`legwork ${command.name()}: ${message}\n`);
          finish(exitCode);
        }
      };
    },
  };
}

function openSession(given: Surroundings, target: Target, { json = false }: { readonly json?: boolean }): Session {
  const clock = createServiceClock(given.nowMs);
  const surroundings: Surroundings = { ...given, nowMs: clock.nowMs };
  const { writeOut, writeError } = surroundings;
  const connection = connect(target, surroundings.environment, clock.observe);
  return {
    target,
    connection,
    surroundings,
    json,
    print: (text) => {
      if (!json) writeOut(text.endsWith('\n') ? text : `${text}\n`);
    },
    table: (headings, rows) => {
      if (!json) writeOut(renderTable(headings, rows));
    },
    printJson: (value) => {
      if (json) writeOut(`${JSON.stringify(value, null, 2)}\n`);
    },
    warn: (text) => writeError(`${text}\n`),
    progress: (label, total) => createProgress(surroundings, label, total),
    async confirm(question, isAgreed) {
      if (isAgreed) return;
      if (!surroundings.isAttended)
        throw new CommandFailure(exitCodes.declined, `${question} Nobody is here to be asked: repeat it with --yes.`);
      const answer = await surroundings.ask(`${question} [y/N] `);
      if (!/^y(es)?$/i.test(answer.trim())) throw new CommandFailure(exitCodes.declined, 'Nothing was done.');
    },
  };
}
