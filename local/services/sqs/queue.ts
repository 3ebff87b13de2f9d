/**
 * The messages of one standard queue.
 *
 * Q1  A message is in exactly one state: delayed, visible, in flight, or gone.
 * Q2  Delayed and in-flight messages have one timer each, which makes them visible; no other message has one.
 * Q3  Messages become visible in the order of their timers, and are received in the order in which they became visible.
 * Q4  Only the newest receipt of a message deletes it or changes its visibility.
 */
import type { Clock, Timer } from '../../clock/clock.ts';
import { AwsError } from '../../kernel/aws-error.ts';
import { sqsLimits } from './limits.ts';
import type { MessageAttributes } from './message-attributes.ts';
import type { QueueSettings } from './queue-attributes.ts';
import type { MessageJournal } from './queue-journal.ts';
import type { MessageMetrics } from './queue-metrics.ts';
import type { Receipt } from './receipt-handle.ts';

export interface NewMessage {
  readonly messageId: string;
  readonly body: string;
  readonly attributes: MessageAttributes;
  /** `AWSTraceHeader` and, for fair queues, the group: passed on as they are. */
  readonly systemAttributes: Readonly<Record<string, string>>;
  readonly senderId: string;
  /** First time that it was sent; a dead-lettered message keeps it. Unit: milliseconds since the epoch. */
  readonly sentAtMs: number;
  readonly deadLetterSourceArn?: string;
}

export interface QueuedMessage extends NewMessage {
  readonly state: 'delayed' | 'visible' | 'in-flight' | 'gone';
  readonly receiveCount: number;
  readonly firstReceivedAtMs?: number;
  /** Where the message stands among the visible ones. */
  readonly shownNumber: number;
  /** What makes a delayed or hidden message visible. */
  readonly timer?: Timer;
}

interface MutableMessage extends NewMessage {
  state: QueuedMessage['state'];
  receiveCount: number;
  firstReceivedAtMs?: number;
  shownNumber: number;
  timer?: Timer;
}

interface MessageCounts {
  visible: number;
  inFlight: number;
  delayed: number;
}

export interface MessageQueue {
  readonly name: string;
  readonly arn: string;
  add(message: NewMessage, delaySeconds: number): void;
  /**
   * Takes up to `most` visible messages and hides them for `visibilityTimeoutSeconds`. Those that were received as often
   * as the redrive policy allows are given to `deadLetter` instead.
   */
  receive(
    most: number,
    visibilityTimeoutSeconds: number,
    deadLetter: ((message: QueuedMessage) => void) | undefined,
  ): QueuedMessage[];
  remove(receipt: Receipt): void;
  /** Throws `MessageNotInflight` for a message that is not hidden by this receipt. */
  changeVisibility(receipt: Receipt, visibilityTimeoutSeconds: number): void;
  /** Takes every visible message out, as a move task does. */
  drain(): QueuedMessage[];
  clear(): void;
  counts(): MessageCounts;
  messages(): QueuedMessage[];
  /** Calls `listener` whenever messages may have become visible. */
  onVisible(listener: () => void): () => void;
}

export function createMessageQueue(
  clock: Clock,
  identity: { name: string; arn: string },
  settings: () => QueueSettings,
  { journal, metrics }: { readonly journal: MessageJournal; readonly metrics: MessageMetrics },
): MessageQueue {
  const messages = new Map<string, MutableMessage>();
  /** In the order of Q3 from `head` on; entries that are not visible any more are skipped. */
  let visible: MutableMessage[] = [];
  let head = 0;
  let inFlight = 0;
  let shown = 0;
  const listeners = new Set<() => void>();

  const move = (message: MutableMessage, state: QueuedMessage['state']): void => {
    if (message.state === 'in-flight') inFlight -= 1;
    if (message.state === 'visible') shown -= 1;
    if (state === 'in-flight') inFlight += 1;
    if (state === 'visible') shown += 1;
    message.state = state;
    metrics.holds(shown, inFlight);
  };
  const show = (message: MutableMessage): void => {
    move(message, 'visible');
    message.timer = undefined;
    message.shownNumber = journal.nextNumber();
    visible.push(message);
    journal.record(message);
    for (const listener of [...listeners]) listener();
  };
  const hide = (message: MutableMessage, state: 'delayed' | 'in-flight', seconds: number): void => {
    move(message, state);
    message.timer = clock.setTimer(clock.nowMs() + seconds * 1000, () => show(message));
    journal.record(message);
  };
  const drop = (message: MutableMessage): void => {
    message.timer?.cancel();
    message.timer = undefined;
    move(message, 'gone');
    messages.delete(message.messageId);
    journal.forget(message);
  };
  const hasExpired = (message: MutableMessage): boolean =>
    clock.nowMs() >= message.sentAtMs + settings().retentionSeconds * 1000;
  const dropExpired = (): void => {
    for (const message of messages.values()) if (hasExpired(message)) drop(message);
  };
  /** The next visible message, taken off the list; expired ones are dropped on the way. */
  const takeVisible = (): MutableMessage | undefined => {
    while (head < visible.length) {
      const message = visible[head]!;
      head += 1;
      if (head > 1024 && head * 2 > visible.length) {
        visible = visible.slice(head);
        head = 0;
      }
      if (message.state !== 'visible') continue;
      if (!hasExpired(message)) return message;
      drop(message);
    }
    return undefined;
  };
  const takeAllVisible = (): MutableMessage[] => {
    const taken: MutableMessage[] = [];
    for (let message = takeVisible(); message; message = takeVisible()) taken.push(message);
    return taken;
  };
  const hasBeenReceivedTooOften = (message: MutableMessage): boolean => {
    const { redrivePolicy } = settings();
    return redrivePolicy !== undefined && message.receiveCount >= redrivePolicy.maxReceiveCount;
  };

  for (const { visibleAtMs, ...recovered } of journal.messages()) {
    const message: MutableMessage = recovered;
    messages.set(message.messageId, message);
    if (message.state === 'visible') visible.push(message);
    else message.timer = clock.setTimer(visibleAtMs ?? clock.nowMs(), () => show(message));
    if (message.state === 'in-flight') inFlight += 1;
    if (message.state === 'visible') shown += 1;
  }
  metrics.holds(shown, inFlight);
  visible.sort((one, other) => one.shownNumber - other.shownNumber);

  return {
    ...identity,
    add(newMessage, delaySeconds) {
      const message: MutableMessage = { ...newMessage, state: 'delayed', receiveCount: 0, shownNumber: 0 };
      messages.set(message.messageId, message);
      // As on AWS: what a redrive policy moves was sent once, elsewhere.
      if (message.deadLetterSourceArn === undefined) metrics.sent();
      if (delaySeconds > 0) hide(message, 'delayed', delaySeconds);
      else show(message);
    },
    receive(most, visibilityTimeoutSeconds, deadLetter) {
      if (inFlight >= sqsLimits.inFlight) {
        throw new AwsError('OverLimit', `Too many messages in flight: ${sqsLimits.inFlight}.`, { statusCode: 403 });
      }
      const received: MutableMessage[] = [];
      while (received.length < most) {
        const message = takeVisible();
        if (!message) break;
        if (deadLetter && hasBeenReceivedTooOften(message)) {
          drop(message);
          deadLetter(message);
          continue;
        }
        message.receiveCount += 1;
        message.firstReceivedAtMs ??= clock.nowMs();
        received.push(message);
      }
      // Hidden only now: a timeout of 0 would otherwise show a message again to this very receive.
      for (const message of received) {
        if (visibilityTimeoutSeconds > 0) hide(message, 'in-flight', visibilityTimeoutSeconds);
        else show(message);
      }
      return received;
    },
    remove(receipt) {
      const message = messages.get(receipt.messageId);
      if (message && message.receiveCount === receipt.receiveCount) drop(message);
    },
    changeVisibility(receipt, visibilityTimeoutSeconds) {
      const message = messages.get(receipt.messageId);
      if (message?.state !== 'in-flight' || message.receiveCount !== receipt.receiveCount) {
        throw new AwsError(
          'MessageNotInflight',
          `Value ${receipt.messageId} for parameter ReceiptHandle is invalid. Reason: Message does not exist or is not available for visibility timeout change.`,
        );
      }
      message.timer?.cancel();
      if (visibilityTimeoutSeconds > 0) hide(message, 'in-flight', visibilityTimeoutSeconds);
      else show(message);
    },
    drain() {
      const taken = takeAllVisible();
      for (const message of taken) drop(message);
      return taken;
    },
    clear() {
      for (const message of messages.values()) drop(message);
      visible = [];
      head = 0;
    },
    counts() {
      dropExpired();
      const counts: MessageCounts = { visible: 0, inFlight: 0, delayed: 0 };
      for (const { state } of messages.values()) {
        if (state === 'visible') counts.visible += 1;
        else if (state === 'in-flight') counts.inFlight += 1;
        else counts.delayed += 1;
      }
      return counts;
    },
    messages() {
      dropExpired();
      return [...messages.values()];
    },
    onVisible(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
