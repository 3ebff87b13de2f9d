import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type {
  EventPatternCase,
  IndexEntry,
  LambdaBehaviours,
  ScheduleCase,
  ScheduleStepsCase,
  StepFunctionsCase,
} from './cases.ts';

/** One case, of whichever folder, with the group that it is counted in. */
export type CorpusCase = { readonly id: string; readonly group: string } & (
  | {
      readonly folder: 'step-functions';
      readonly entry: IndexEntry;
      /** Read when it is run: the files are large together. */
      readonly read: () => Promise<StepFunctionsCase>;
    }
  | { readonly folder: 'event-patterns'; readonly pattern: EventPatternCase }
  | { readonly folder: 'scheduler'; readonly schedule: ScheduleCase | ScheduleStepsCase }
);

export interface Corpus {
  readonly cases: readonly CorpusCase[];
  readonly lambdas: LambdaBehaviours;
}

/**
 * Reads a corpus of recordings: the folders `step-functions`, `event-patterns` and `scheduler`, each if it is there.
 *
 * @throws Error where none of them is there
 */
export async function readCorpus(directory: string): Promise<Corpus> {
  const stepFunctions = join(directory, 'step-functions');
  const index = await readJsonIfThere<IndexEntry[]>(join(stepFunctions, 'index.json'));
  const patterns = await readJsonIfThere<EventPatternCase[]>(join(directory, 'event-patterns', 'cases.json'));
  const schedules = await readJsonIfThere<{ scheduleExpressions?: ScheduleCase[]; other?: ScheduleStepsCase[] }>(
    join(directory, 'scheduler', 'cases.json'),
  );
  if (index === undefined && patterns === undefined && schedules === undefined) {
    throw new Error(
      `${directory} holds none of step-functions/index.json, event-patterns/cases.json, scheduler/cases.json`,
    );
  }
  return {
    cases: [
      ...(index ?? []).map((entry): CorpusCase => {
        const read = (): Promise<StepFunctionsCase> => readJson(join(stepFunctions, entry.file));
        return { folder: 'step-functions', id: entry.id, group: entry.group, entry, read };
      }),
      ...(patterns ?? []).map(
        (pattern): CorpusCase => ({ folder: 'event-patterns', id: pattern.id, group: 'event-patterns', pattern }),
      ),
      ...[...(schedules?.scheduleExpressions ?? []), ...(schedules?.other ?? [])].map(
        (schedule): CorpusCase => ({ folder: 'scheduler', id: schedule.id, group: 'scheduler', schedule }),
      ),
    ],
    lambdas: (await readJsonIfThere<LambdaBehaviours>(join(stepFunctions, 'lambdas.json'))) ?? {},
  };
}

async function readJson<T>(file: string): Promise<T> {
  return JSON.parse(await readFile(file, 'utf8')) as T;
}

async function readJsonIfThere<T>(file: string): Promise<T | undefined> {
  return existsSync(file) ? await readJson<T>(file) : undefined;
}
