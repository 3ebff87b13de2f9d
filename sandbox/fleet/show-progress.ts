import type { FleetProgress } from './combine-progress.ts';

/** Keeps one line of a terminal up to date; elsewhere writes a line for every tenth. */
export function createProgressLine(output: {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}): (progress: FleetProgress) => void {
  let shown = -1;
  return ({ share, nowMs, lambdaInvocations }) => {
    const percent = Math.floor(share * 100);
    const step = output.isTTY === true ? 1 : 10;
    if (percent < shown + step && shown >= 0) return;
    shown = percent - (percent % step);
    const line = `${String(shown).padStart(3)} %  ${new Date(nowMs).toISOString().slice(0, 16)}Z  ${lambdaInvocations} invocations`;
    output.write(output.isTTY === true ? `\r${line}` : `${line}\n`);
  };
}
