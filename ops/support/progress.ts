import type { Surroundings } from './surroundings.ts';

const barWidth = 30;

export interface Progress {
  /** @param note what is being done, in a word or two */
  advance(done: number, note?: string): void;
  /** Leaves the last state standing. */
  end(): void;
}

/** A bar that is redrawn in place, on terminals alone; elsewhere nothing is written. */
export function createProgress(
  { isTerminal, writeError }: Pick<Surroundings, 'isTerminal' | 'writeError'>,
  label: string,
  total: number,
): Progress {
  if (!isTerminal) return { advance() {}, end() {} };
  return {
    advance(done, note = '') {
      const filled = total === 0 ? barWidth : Math.round((barWidth * Math.min(done, total)) / total);
      const bar = '█'.repeat(filled) + '░'.repeat(barWidth - filled);
      writeError(`\r\u001B[2K${label} ${bar} ${done}/${total} ${note}`.trimEnd());
    },
    end: () => writeError('\n'),
  };
}
