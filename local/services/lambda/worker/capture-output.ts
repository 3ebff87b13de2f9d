/**
 * Turns whatever is written on a stream into lines, in the order in which it was written. Taken where the code writes,
 * not at the far end of a pipe, so that a line is never behind the result of the invocation that wrote it.
 */
export function captureOutput(stream: NodeJS.WriteStream, onLine: (line: string) => void): void {
  let unfinished = '';
  const write = (
    chunk: string | Uint8Array,
    encodingOrDone?: BufferEncoding | ((error?: Error | null) => void),
    done?: (error?: Error | null) => void,
  ): boolean => {
    const encoding = typeof encodingOrDone === 'string' ? encodingOrDone : 'utf8';
    const text = typeof chunk === 'string' ? Buffer.from(chunk, encoding).toString() : Buffer.from(chunk).toString();
    const lines = (unfinished + text).split('\n');
    unfinished = lines.pop() ?? '';
    for (const line of lines) onLine(line);
    const settled = typeof encodingOrDone === 'function' ? encodingOrDone : done;
    if (settled !== undefined) queueMicrotask(() => settled(null));
    return true;
  };
  stream.write = write;
}
