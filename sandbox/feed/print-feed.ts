import { styleText } from 'node:util';
import { DateTime } from 'luxon';
import type { FeedLine } from './describe-event.ts';

const styles = { incoming: 'cyan', message: 'blue', money: 'green', workflow: 'gray', trouble: 'yellow' } as const;

export interface FeedOptions {
  /** IANA zone in which times are printed. */
  readonly zone: string;
  /** Colours are for terminals only. */
  readonly isColoured: boolean;
}

/** One line of the feed as text: time in the booking's zone, what happened, to whom, why. */
export function formatFeedLine(line: FeedLine, { zone, isColoured }: FeedOptions): string {
  const when = DateTime.fromMillis(line.atMs, { zone }).setLocale('en').toFormat('ccc dd LLL HH:mm:ss');
  const what = `${line.symbol} ${line.what}`;
  const painted = isColoured ? styleText(styles[line.tone], what) : what;
  const why = isColoured ? styleText('dim', line.why) : line.why;
  return `${when}  ${line.subject.padEnd(8)}  ${painted}${' '.repeat(Math.max(1, 64 - what.length))}${why}`;
}
