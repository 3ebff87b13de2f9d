import { isAwsError } from '../../kernel/aws-error.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { LogLine } from './invoker.ts';

/**
 * Writes the lines of functions to CloudWatch Logs as AWS does: with the function's own role, in order, making group and
 * stream where they are missing. What the role may not write is lost without a word to the function; the permission report
 * names it. `onDelivered` gets what arrived.
 */
export function createLogDelivery(kernel: Kernel, onDelivered: (line: string) => void): (entry: LogLine) => void {
  const streams = new Set<string>();
  let previous = Promise.resolve();

  const call = (operation: string, { writer, logGroupName, logStreamName }: LogLine, more: object = {}) =>
    kernel.call({
      service: 'logs',
      operation,
      input: { logGroupName, ...(operation === 'CreateLogGroup' ? {} : { logStreamName }), ...more },
      caller: writer,
    });

  const createStream = async (entry: LogLine): Promise<void> => {
    try {
      await call('CreateLogStream', entry);
    } catch (error) {
      if (!isAwsError(error) || error.code !== 'ResourceNotFoundException') throw error;
      await call('CreateLogGroup', entry);
      await call('CreateLogStream', entry);
    }
  };

  const deliver = async (entry: LogLine, timestamp: number): Promise<void> => {
    const stream = `${entry.logGroupName}:${entry.logStreamName}`;
    try {
      if (!streams.has(stream)) await createStream(entry);
      streams.add(stream);
      await call('PutLogEvents', entry, { logEvents: [{ timestamp, message: entry.line }] });
    } catch (error) {
      // Refused or out of order: AWS loses such lines as well. Anything else is a fault of ours.
      if (!isAwsError(error)) throw error;
      return;
    }
    onDelivered(entry.line);
  };

  return (entry) => {
    const timestamp = kernel.clock.nowMs();
    const delivery = previous.then(() => deliver(entry, timestamp));
    // Whatever became of one line, the next is written; `start` tells of the failure.
    previous = delivery.catch(() => {});
    kernel.work.start(`log of ${entry.logGroupName}`, () => delivery);
  };
}
