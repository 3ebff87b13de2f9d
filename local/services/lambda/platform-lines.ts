import type { FunctionVersion } from './function-store.ts';

/** One invocation as Lambda itself notes it in the function's log. */
interface InvocationNote {
  readonly version: FunctionVersion;
  readonly requestId: string;
  /** ISO 8601. */
  readonly time: string;
}

/** The line before those of the code, as text or as JSON, whichever the function is configured for. */
export function startLine({ version, requestId, time }: InvocationNote): string {
  if (version.configuration.logFormat === 'JSON') {
    return JSON.stringify({ time, type: 'platform.start', record: { requestId, version: version.version } });
  }
  return `START RequestId: ${requestId} Version: ${version.version}`;
}

/** The line after those of the code. */
export function reportLine({ version, requestId, time }: InvocationNote, durationMs: number): string {
  const memorySizeMB = version.configuration.memoryMb;
  if (version.configuration.logFormat === 'JSON') {
    const metrics = { durationMs, billedDurationMs: durationMs, memorySizeMB };
    return JSON.stringify({ time, type: 'platform.report', record: { requestId, metrics } });
  }
  return `REPORT RequestId: ${requestId}\tDuration: ${durationMs} ms\tBilled Duration: ${durationMs} ms\tMemory Size: ${memorySizeMB} MB`;
}
