import type { CorpusCase } from '../corpus/read-corpus.ts';
import type { Result } from './result.ts';
import { type RunOptions, runCase } from './run-case.ts';

/** Cases under way at once: most of a case is waiting for worker threads to start. */
const casesAtOnce = 4;

/** Runs all cases and gives their results in the order of the cases. */
export async function runAll(cases: readonly CorpusCase[], options: RunOptions): Promise<Result[]> {
  const results: Result[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    for (let at = next++; at < cases.length; at = next++) results[at] = await runCase(cases[at]!, options);
  };
  await Promise.all(Array.from({ length: casesAtOnce }, work));
  return results;
}
