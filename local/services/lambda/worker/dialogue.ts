/**
 * The worker's part of the talk with the service. What the code does is told in turns, so that the service can take up
 * several workers' turns in an order of its own, whichever thread was faster.
 *
 * T1  Every message of the service is answered by one turn, in the order of the messages; the next message is taken up
 *     only then.
 * T2  A turn ends when the code has come to rest. Code that is neither done nor waiting for a call waits for something
 *     that the service knows nothing of: its turn lasts until it calls or is done.
 */
import type { AnswerMessage, HandlerOutcome, InvokeMessage, OutgoingCall, WorkerMessage } from './protocol.ts';

export interface Dialogue extends Caller {
  /** Takes a message of the service. */
  receive(message: InvokeMessage | AnswerMessage): void;
}

export interface Caller {
  /** Makes a call. The result forgets it: its answer is no longer wanted. */
  call(call: Omit<OutgoingCall, 'id'>, onAnswer: (answer: AnswerMessage) => void): () => void;
}

export function createDialogue(
  send: (message: WorkerMessage) => void,
  run: (invocation: InvokeMessage) => Promise<HandlerOutcome>,
): Dialogue {
  const inbox: Array<InvokeMessage | AnswerMessage> = [];
  const waiting = new Map<number, (answer: AnswerMessage) => void>();
  let lastId = 0;
  let isOnTurn = false;
  let isEndPlanned = false;
  let isRunning = false;
  let calls: OutgoingCall[] = [];
  let outcome: HandlerOutcome | undefined;

  const takeNext = (): void => {
    const message = inbox.shift();
    if (message === undefined) return;
    isOnTurn = true;
    planEnd();
    if (message.kind === 'answer') {
      const onAnswer = waiting.get(message.id);
      waiting.delete(message.id);
      onAnswer?.(message);
      return;
    }
    isRunning = true;
    void run(message).then((reached) => {
      outcome = reached;
      isRunning = false;
      planEnd();
    });
  };

  /** By then, promises and what the code has put off to the next tick are through. */
  const planEnd = (): void => {
    if (isEndPlanned) return;
    isEndPlanned = true;
    setImmediate(endTurn);
  };

  const endTurn = (): void => {
    isEndPlanned = false;
    const hasSomething = calls.length > 0 || outcome !== undefined;
    if (!hasSomething && (!isOnTurn || (isRunning && waiting.size === 0))) return;
    send({ kind: 'turn', isAside: !isOnTurn, calls, ...(outcome !== undefined && { outcome }) });
    calls = [];
    outcome = undefined;
    isOnTurn = false;
    takeNext();
  };

  return {
    receive(message) {
      inbox.push(message);
      if (!isOnTurn) takeNext();
    },
    call(call, onAnswer) {
      lastId += 1;
      const id = lastId;
      calls.push({ ...call, id });
      waiting.set(id, onAnswer);
      planEnd();
      return () => {
        waiting.delete(id);
        // Nothing may come any more that would end the turn.
        planEnd();
      };
    },
  };
}
