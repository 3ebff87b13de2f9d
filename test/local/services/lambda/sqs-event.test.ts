import { describe, expect, it } from 'vitest';
import { toSqsBatches } from '../../../../local/services/lambda/sqs-event.ts';

const message = (id: string, bodyBytes: number) => ({
  MessageId: id,
  ReceiptHandle: `receipt of ${id}`,
  Body: 'x'.repeat(bodyBytes),
  MD5OfBody: 'md5',
});
const megabyte = 1024 * 1024;

describe('making events of messages', () => {
  it('puts messages that fit together into one event, in their order', () => {
    const batches = toSqsBatches([message('1', 10), message('2', 10)], 'arn:queue', 'eu-west-1');
    expect(batches).toHaveLength(1);
    const { Records } = JSON.parse(batches[0]!.payload) as { Records: { messageId: string }[] };
    expect(Records.map(({ messageId }) => messageId)).toEqual(['1', '2']);
  });

  it('makes several events of what one invocation could not take', () => {
    const messages = ['1', '2', '3', '4', '5', '6', '7'].map((id) => message(id, megabyte));
    const batches = toSqsBatches(messages, 'arn:queue', 'eu-west-1');
    expect(batches.map((batch) => batch.messages.map(({ MessageId }) => MessageId))).toEqual([
      ['1', '2', '3', '4', '5'],
      ['6', '7'],
    ]);
    for (const { payload } of batches) expect(Buffer.byteLength(payload)).toBeLessThanOrEqual(6 * megabyte);
  });

  it('makes none of nothing', () => {
    expect(toSqsBatches([], 'arn:queue', 'eu-west-1')).toEqual([]);
  });
});
