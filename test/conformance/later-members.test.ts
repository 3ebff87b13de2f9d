import { describe, expect, it } from 'vitest';
import { asRecordedThen } from '../../tools/conformance/run/later-members.ts';

const described = { name: 'm', encryptionConfiguration: { type: 'AWS_OWNED_KEY' }, redriveCount: 0 };

describe('an answer as a recording of a day can show it', () => {
  it.each([
    ['24-07-2024, 23:59:59', { name: 'm', redriveCount: 0 }],
    ['25-07-2024, 00:00:00', described],
    ['01-01-2025, 00:00:00', described],
    ['31-12-2023, 00:00:00', { name: 'm', redriveCount: 0 }],
    [undefined, described],
  ])('of %s lacks what its client did not know', (recordedDate, shown) => {
    expect(asRecordedThen(described, 'DescribeStateMachine', recordedDate)).toEqual(shown);
  });

  it('lacks it in the elements of a list too, and nowhere deeper', () => {
    const listed = { executions: [{ name: 'e', redriveCount: 0, input: { redriveCount: 0 } }], nextToken: 't' };
    expect(asRecordedThen(listed, 'ListExecutions', '08-08-2023, 12:00:00')).toEqual({
      executions: [{ name: 'e', input: { redriveCount: 0 } }],
      nextToken: 't',
    });
  });

  it('is the whole answer of every operation whose members did not change', () => {
    expect(asRecordedThen(described, 'GetExecutionHistory', '08-08-2023, 12:00:00')).toBe(described);
  });
});
