import { fork } from 'node:child_process';
import { basename, dirname } from 'node:path';
import type { CaseName } from './cases.ts';
import type { EngineName } from './engines/open-engine.ts';
import type { Figure } from './figure.ts';

/** Measures in a new process: no engine sees the heap or the compiled code of another, or of an earlier round. */
export async function measureInChild(
  engine: EngineName,
  subject: CaseName,
  profilePath: string | undefined,
): Promise<readonly Figure[]> {
  const profiling =
    profilePath === undefined
      ? []
      : ['--cpu-prof', `--cpu-prof-dir=${dirname(profilePath)}`, `--cpu-prof-name=${basename(profilePath)}`];
  const child = fork(new URL('./measure.ts', import.meta.url), [engine, subject], {
    execArgv: ['--expose-gc', ...profiling],
    // Standard output is for the tables.
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  return await new Promise((resolve, reject) => {
    let figures: readonly Figure[] | undefined;
    child.once('message', (message) => {
      figures = message as readonly Figure[];
    });
    child.once('error', reject);
    child.once('exit', (code) => {
      if (code === 0 && figures !== undefined) resolve(figures);
      else reject(new Error(`measuring ${subject} on ${engine} ended with ${code}`));
    });
  });
}
