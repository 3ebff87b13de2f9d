/** What a command has around it; tests give their own. */
export interface Surroundings {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Milliseconds since the epoch. */
  nowMs(): number;
  sleep(delayMs: number): Promise<void>;
  /** Aborted by Ctrl-C: bulk commands stop between two items. */
  readonly interrupted: AbortSignal;
  /** Results go to a terminal: progress may be drawn. */
  readonly isTerminal: boolean;
  /** Somebody is there to answer questions. */
  readonly isAttended: boolean;
  writeOut(text: string): void;
  /** Errors, warnings, questions and progress: results stay clean for pipes. */
  writeError(text: string): void;
  /** The text of a file; `-` is the standard input. */
  readFile(path: string): string;
  ask(question: string): Promise<string>;
  /** Runs a program of the project in a process of its own; what it writes to its standard error goes to ours. */
  runProgram(
    path: string,
    commandLine: readonly string[],
  ): Promise<{ readonly exitCode: number; readonly out: string }>;
}
