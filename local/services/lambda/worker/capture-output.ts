/**
 * Gives whatever is written on a stream to `take`, in the order in which it was written. Taken where the code writes, not at the
 * far end of a pipe, so that a line is never behind the result of the invocation that wrote it.
 */
export function captureOutput(stream: NodeJS.WriteStream, take: (text: string) => void): void {
  const write = (
    chunk: string | Uint8Array,
    encodingOrDone?: BufferEncoding | ((error?: Error | null) => void),
    done?: (error?: Error | null) => void,
  ): boolean => {
    const encoding = typeof encodingOrDone === 'string' ? encodingOrDone : 'utf8';
    take(typeof chunk === 'string' ? Buffer.from(chunk, encoding).toString() : Buffer.from(chunk).toString());
    const settled = typeof encodingOrDone === 'function' ? encodingOrDone : done;
    if (settled !== undefined) queueMicrotask(() => settled(null));
    return true;
  };
  stream.write = write;
}

/** Cuts text into lines; what comes after the last line break waits for the rest of its line. */
export function cutLines(onLine: (line: string) => void): (text: string) => void {
  let unfinished = '';
  return (text) => {
    const lines = (unfinished + text).split('\n');
    unfinished = lines.pop() ?? '';
    for (const line of lines) onLine(line);
  };
}
