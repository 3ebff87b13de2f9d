import type { Corpus, CorpusCase } from '../corpus/read-corpus.ts';
import type { OpenTarget } from '../target/target.ts';
import { NotBuilt, Refused } from './not-built.ts';
import { createNames } from './own-values.ts';
import type { Result, Verdict } from './result.ts';
import { runEventPattern } from './run-event-pattern.ts';
import { runSchedule } from './run-schedule.ts';
import { runStepFunctionsCase } from './run-step-functions-case.ts';

export interface RunOptions {
  readonly openTarget: OpenTarget;
  readonly lambdas: Corpus['lambdas'];
  readonly runName: string;
}

/** Runs one case. Whatever goes wrong becomes its result. */
export async function runCase(subject: CorpusCase, options: RunOptions): Promise<Result> {
  const { id, group } = subject;
  try {
    return { id, group, ...(await run(subject, options)) };
  } catch (error) {
    if (error instanceof NotBuilt) return { id, group, outcome: 'skipped', reason: error.message };
    const reason = error instanceof Refused ? error.message : `the run broke off: ${describe(error)}`;
    return { id, group, outcome: 'failed', reason, differences: [], notes: [] };
  }
}

async function run(subject: CorpusCase, { openTarget, lambdas, runName }: RunOptions): Promise<Verdict> {
  const name = `case-${createNames(runName)(subject.id).slice(0, 12)}`;
  switch (subject.folder) {
    case 'step-functions':
      return await runStepFunctionsCase(await subject.read(), subject.entry, { openTarget, lambdas, runName });
    case 'event-patterns':
      return await runEventPattern(subject.pattern, openTarget, name);
    case 'scheduler':
      return await runSchedule(subject.schedule, openTarget, name);
  }
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
