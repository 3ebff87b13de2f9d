import { describe, expect, it } from 'vitest';
import { reminderExecutionName, reminderScheduleName } from '../../../lambdas/domain/reminder-names.ts';

const lookAt = '2026-03-10T17:00:00Z';
const longId = 'B'.repeat(40);

describe('names of reminders', () => {
  it('are those that the Scheduler and Step Functions take, for the longest ids and kinds', () => {
    expect(reminderScheduleName(longId, 'rental-not-started', lookAt)).toMatch(/^[0-9a-zA-Z-_.]{1,64}$/);
    expect(reminderExecutionName(longId, 'rental-not-started', lookAt, lookAt)).toMatch(/^[0-9a-zA-Z-_]{1,80}$/);
  });

  it('say whose they are', () => {
    expect(reminderScheduleName('B-1', 'pickup-24h', lookAt)).toMatch(/^B-1_pickup-24h_/);
  });

  it.each([
    ['booking', 'B-2', 'pickup-24h', lookAt],
    ['kind', 'B-1', 'pickup-2h', lookAt],
    ['instant', 'B-1', 'pickup-24h', '2026-03-10T17:00:00.001Z'],
    ['booking of a long id', `${longId.slice(1)}C`, 'rental-not-started', lookAt],
  ])('differ by %s', (_, id, kind, instant) => {
    const others = [
      reminderScheduleName('B-1', 'pickup-24h', lookAt),
      reminderScheduleName(longId, 'rental-not-started', lookAt),
    ];
    expect(others).not.toContain(reminderScheduleName(id, kind, instant));
  });

  it('of executions differ by the due time too, so that a moved reminder can run', () => {
    expect(reminderExecutionName('B-1', 'pickup-24h', lookAt, '2026-03-09T17:00:00Z')).not.toBe(
      reminderExecutionName('B-1', 'pickup-24h', lookAt, '2026-03-09T11:30:00Z'),
    );
  });
});
