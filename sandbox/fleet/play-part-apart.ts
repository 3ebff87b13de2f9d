/**
 * Plays a part of a fleet in a process of its own.
 *
 * P1  The promise settles after the process has ended.
 * P2  A part without a report has failed, however its process ended; what it wrote to standard error is in the failure.
 */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { PartOptions, PartProgress, PartReport } from './play-part.ts';
import type { ProcessSample } from './record-machine.ts';

export type PartMessage =
  | { readonly kind: 'progress'; readonly progress: PartProgress; readonly sample: ProcessSample }
  | { readonly kind: 'report'; readonly report: PartReport; readonly sample: ProcessSample };

interface ApartOptions {
  readonly options: PartOptions;
  readonly onMessage: (message: PartMessage) => void;
  /** Ends the process at once. */
  readonly signal: AbortSignal;
  /** Told what a part that did not fail wrote to its standard error or output: warnings, for example. */
  readonly onOutput: (text: string) => void;
  /** Module that the process runs. Default: `part-process.ts`. */
  readonly module?: string;
}

const partModule = fileURLToPath(new URL('./part-process.ts', import.meta.url));
/**
 * What V8 may keep of a part outside its Lambda threads, several times what a part needs. Where it may take more, it
 * lets garbage of gigabytes pile up before it looks.
 */
const heapMegabytes = 512;
/** Of what a part wrote, the end is kept. Unit: characters. */
const keptOutputLength = 16_384;

export function playPartApart({
  options,
  onMessage,
  signal,
  onOutput,
  module = partModule,
}: ApartOptions): Promise<PartReport> {
  const child = fork(module, {
    serialization: 'advanced',
    execArgv: [...process.execArgv, `--max-old-space-size=${heapMegabytes}`],
    // Standard output is the report's, and lines of several parts would mix on standard error.
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let output = '';
  const keep = (chunk: string): void => {
    output = (output + chunk).slice(-keptOutputLength);
  };
  child.stdout?.setEncoding('utf8').on('data', keep);
  child.stderr?.setEncoding('utf8').on('data', keep);
  const end = (): void => {
    child.kill('SIGKILL');
  };

  return new Promise((resolve, reject) => {
    let report: PartReport | undefined;
    child.on('message', (message: PartMessage) => {
      if (message.kind === 'report') report = message.report;
      onMessage(message);
    });
    child.once('error', (error) => {
      reject(failed(options, error.message, output));
      end();
    });
    child.once('close', (exitCode, endedBy) => {
      signal.removeEventListener('abort', end);
      if (report === undefined || exitCode !== 0) {
        reject(failed(options, endedBy === null ? `exit status ${exitCode}` : `ended by ${endedBy}`, output));
        return;
      }
      if (output !== '') onOutput(output);
      resolve(report);
    });
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true });
    // Where this fails, the process is gone and says so by its end.
    child.send(options, () => {});
  });
}

function failed({ part: { first, bookings } }: PartOptions, reason: string, output: string): Error {
  const what = bookings === 0 ? 'without bookings' : `of bookings ${first} to ${first + bookings - 1}`;
  return new Error(`the part ${what} failed, ${reason}${output === '' ? '' : `:\n${output.trimEnd()}`}`);
}
