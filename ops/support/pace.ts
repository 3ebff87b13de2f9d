/** Bulk commands share AWS's rates with the workflows themselves: so many calls a second, so many things at a time. */
import type { SFNClient } from '@aws-sdk/client-sfn';
import type { Surroundings } from './surroundings.ts';

/** Waits for the answers of so many at a time. */
const widthAtOnce = 8;

/** A client that begins a call at most so many times a second, however many callers share it. */
export function paceCalls(
  client: SFNClient,
  callsPerSecond: number,
  { sleep }: Pick<Surroundings, 'sleep'>,
): Pick<SFNClient, 'send'> {
  let turn: Promise<void> = Promise.resolve();
  const send = async (command: Parameters<SFNClient['send']>[0]): Promise<unknown> => {
    const mine = turn;
    turn = turn.then(() => sleep(1_000 / callsPerSecond));
    await mine;
    return client.send(command);
  };
  return { send: send as SFNClient['send'] };
}

/**
 * Works on all of them, several at a time, until somebody interrupts: what has begun then still ends. The first failure
 * ends it as well, and is thrown once nothing is at work any more.
 */
export async function workThrough<Item>(
  items: readonly Item[],
  { interrupted }: Pick<Surroundings, 'interrupted'>,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const rest = items.values();
  let hasFailed = false;
  const worker = async (): Promise<void> => {
    for (const item of rest) {
      if (interrupted.aborted || hasFailed) return;
      try {
        await work(item);
      } catch (error) {
        hasFailed = true;
        throw error;
      }
    }
  };
  const ended = await Promise.allSettled(Array.from({ length: widthAtOnce }, worker));
  for (const one of ended) if (one.status === 'rejected') throw one.reason;
}
