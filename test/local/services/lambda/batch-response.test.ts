import { describe, expect, it } from 'vitest';
import { failedItems } from '../../../../local/services/lambda/batch-response.ts';

const messageIds = ['m-1', 'm-2'];
const failed = (payload: string): string[] => [...failedItems(payload, messageIds)];

describe('reading which messages of a batch failed', () => {
  it.each(['null', '{}', '{"batchItemFailures":null}', '{"batchItemFailures":[]}'])(
    'takes %s for a batch that succeeded',
    (payload) => {
      expect(failed(payload)).toEqual([]);
    },
  );

  it('keeps the messages that are named', () => {
    expect(failed('{"batchItemFailures":[{"itemIdentifier":"m-2"}]}')).toEqual(['m-2']);
  });

  it.each([
    'not JSON',
    '"text"',
    '[]',
    '{"batchItemFailures":"m-1"}',
    '{"batchItemFailures":[null]}',
    '{"batchItemFailures":[{"itemIdentifier":""}]}',
    '{"batchItemFailures":[{"itemIdentifier":null}]}',
    '{"batchItemFailures":[{"id":"m-1"}]}',
    '{"batchItemFailures":[{"itemIdentifier":"m-1"},{"itemIdentifier":"m-9"}]}',
  ])('takes %s for a batch that failed', (payload) => {
    expect(failed(payload)).toEqual(messageIds);
  });
});
