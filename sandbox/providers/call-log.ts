import { closeSync, fsyncSync, ftruncateSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/** A call that took effect at a provider, with what its effect hung on besides: made again, it has the same one. */
export interface EffectiveCall {
  /** Unit: milliseconds since the epoch. */
  readonly atMs: number;
  readonly path: readonly string[];
  readonly key?: string;
  readonly body: string;
  /** Whether the bank refused the card then. */
  readonly isDeclined: boolean;
}

/** What a provider has to remember when its process has ended. */
export interface CallLog {
  /** Calls of earlier processes, oldest first. */
  readonly earlier: readonly EffectiveCall[];
  /** The call is on disk when it returns. */
  append(call: EffectiveCall): void;
  close(): void;
}

/** A file of one JSON line a call. A line without its end was never answered, and is dropped. */
export function openCallLog(path: string): CallLog {
  mkdirSync(dirname(path), { recursive: true });
  const file = openSync(path, 'a+');
  const text = readFileSync(file, 'utf8');
  const lines = text.slice(0, text.lastIndexOf('\n') + 1);
  ftruncateSync(file, Buffer.byteLength(lines));
  return {
    earlier: lines
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as EffectiveCall),
    append(call) {
      writeSync(file, `${JSON.stringify(call)}\n`);
      fsyncSync(file);
    },
    close: () => closeSync(file),
  };
}
