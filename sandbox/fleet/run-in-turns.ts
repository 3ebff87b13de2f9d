/**
 * Runs all items, at most `atOnce` at a time, in their order, and resolves with what came of them, in their order. Rejects with
 * the first failure, after everything that runs was told to end and has ended; what was not begun by then is not begun.
 *
 * @param run ends early, by rejecting, when the signal aborts
 */
export async function runInTurns<Item, Result>(
  items: readonly Item[],
  atOnce: number,
  run: (item: Item, signal: AbortSignal) => Promise<Result>,
): Promise<Result[]> {
  const failure = new AbortController();
  const results: Result[] = [];
  const waiting = [...items.entries()];
  const takeTurns = async (): Promise<void> => {
    for (let turn = waiting.shift(); turn !== undefined && !failure.signal.aborted; turn = waiting.shift()) {
      const [index, item] = turn;
      try {
        results[index] = await run(item, failure.signal);
      } catch (error) {
        // The first one's reason stays: those that are ended because of it fail, too.
        failure.abort(error);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, takeTurns));
  failure.signal.throwIfAborted();
  return results;
}
