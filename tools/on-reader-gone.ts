/**
 * Calls `whenGone` when nobody reads the stream any more, as with `… | head`, in place of an error that ends the process. It may be
 * called again for each further write.
 */
export function onReaderGone(stream: NodeJS.WritableStream, whenGone: () => void): void {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    whenGone();
  });
}
