import { describe, expect, it } from 'vitest';
import { buildReport, type RawReport } from '../../../sandbox/tape/build-report.ts';

const at = (text: string): number => Date.parse(text);
const meter = {
  stateTransitions: 12,
  expressRequests: 3,
  expressGbSeconds: 0.1 + 0.2,
  lambdaInvocations: 3,
  lambdaGbSeconds: 0.1 + 0.2,
  dynamoReadUnits: 4,
  dynamoWriteUnits: 5,
  eventsPublished: 6,
  schedulerInvocations: 7,
  sqsRequests: 8,
  lambdaLogBytes: 9,
  routeRequests: 10,
  positionRequests: 11,
  emailsSent: 12,
  textParts: 13,
};
const nothing: RawReport = {
  name: 'empty',
  untilMs: at('2026-03-11T00:00:00Z'),
  observed: [],
  payments: [],
  workflows: [],
  meter,
  permissions: { missing: [], unused: [] },
};
const build = (raw: Partial<RawReport>) => buildReport({ ...nothing, ...raw });

const email = (instant: string, tags: Record<string, string>): RawReport['observed'][number] => ({
  kind: 'email-sent',
  atMs: at(instant),
  to: ['driver@example.com'],
  subject: 'Soon',
  text: 'Soon.',
  tags,
});
const text = (instant: string, tags: Record<string, string>): RawReport['observed'][number] => ({
  kind: 'text-sent',
  atMs: at(instant),
  phoneNumber: '+15550100',
  message: 'Soon.',
  tags,
});
const published = (
  instant: string,
  source: string,
  detailType: string,
  detail: unknown,
): RawReport['observed'][number] => ({
  kind: 'event-published',
  atMs: at(instant),
  busName: 'legwork',
  source,
  detailType,
  detail,
  eventId: 'aws-id',
});

describe('the report of a tape', () => {
  it('has every part, also of a run in which nothing happened', () => {
    expect(build({})).toEqual({
      name: 'empty',
      notifications: [],
      payments: [],
      emitted: [],
      workflows: [],
      alarms: [],
      meter: { ...meter, expressGbSeconds: 0.3, lambdaGbSeconds: 0.3 },
      flow: {},
      permissions: { missing: [], unused: [] },
    });
  });

  it('lists e-mails and texts with whom and what they were about, and no address', () => {
    const { notifications } = build({
      observed: [
        text('2026-03-10T15:00:00Z', { booking: 'B-1', kind: 'pickup-2h' }),
        email('2026-03-09T17:00:00.500Z', { booking: 'B-1', kind: 'pickup-24h' }),
        email('2026-03-09T17:00:00Z', { subscription: 'S-5', kind: 'renewal-3d' }),
      ],
    });
    expect(notifications).toEqual([
      { at: '2026-03-09T17:00:00.000Z', subscription: 'S-5', kind: 'renewal-3d', channel: 'email' },
      { at: '2026-03-09T17:00:00.500Z', booking: 'B-1', kind: 'pickup-24h', channel: 'email' },
      { at: '2026-03-10T15:00:00.000Z', booking: 'B-1', kind: 'pickup-2h', channel: 'sms' },
    ]);
  });

  it('counts payments that were repeated with one key once, a charge and its refund apart', () => {
    const charge = { kind: 'charge', status: 'succeeded', amountCents: 20_000, booking: 'B-1', key: 'B-1#1' } as const;
    const { payments } = build({
      payments: [
        { ...charge, atMs: at('2026-03-07T17:00:00Z') },
        { ...charge, atMs: at('2026-03-07T17:00:30Z') },
        { ...charge, kind: 'refund', amountCents: 500, atMs: at('2026-03-08T00:00:00Z') },
        { ...charge, status: 'declined', key: 'B-1#0', atMs: at('2026-03-06T17:00:00Z') },
      ],
    });
    expect(payments).toEqual([
      {
        at: '2026-03-06T17:00:00.000Z',
        booking: 'B-1',
        kind: 'charge',
        status: 'declined',
        amountCents: 20_000,
        key: 'B-1#0',
      },
      {
        at: '2026-03-07T17:00:00.000Z',
        booking: 'B-1',
        kind: 'charge',
        status: 'succeeded',
        amountCents: 20_000,
        key: 'B-1#1',
      },
      {
        at: '2026-03-08T00:00:00.000Z',
        booking: 'B-1',
        kind: 'refund',
        status: 'succeeded',
        amountCents: 500,
        key: 'B-1#1',
      },
    ]);
  });

  it('lists as emitted what Legwork put on the bus, and nobody else', () => {
    const { emitted } = build({
      observed: [
        published('2026-03-07T17:00:01Z', 'legwork', 'DepositCharged', { bookingId: 'B-1', amountCents: 20_000 }),
        published('2026-03-01T09:00:00Z', 'booking-service', 'BookingConfirmed', { booking: { id: 'B-1' } }),
      ],
    });
    expect(emitted).toEqual([
      {
        at: '2026-03-07T17:00:01.000Z',
        detailType: 'DepositCharged',
        detail: { bookingId: 'B-1', amountCents: 20_000 },
      },
    ]);
  });

  it('lists alarms as they fired and cleared, and no first look at one', () => {
    const changed = (
      instant: string,
      alarmName: string,
      state: string,
      previousState = state === 'OK' ? 'ALARM' : 'OK',
    ): RawReport['observed'][number] => ({
      kind: 'alarm-changed',
      atMs: at(instant),
      alarmName,
      state,
      previousState,
      reason: 'threshold',
    });
    const { alarms } = build({
      observed: [
        changed('2026-03-02T00:00:00Z', 'late', 'OK'),
        changed('2026-03-01T00:00:00Z', 'late', 'OK'),
        changed('2026-03-01T00:00:00Z', 'late', 'ALARM'),
        changed('2026-03-01T00:00:00Z', 'dead-letters', 'ALARM'),
        changed('2026-03-01T00:00:00Z', 'new', 'OK', 'INSUFFICIENT_DATA'),
      ],
    });
    expect(alarms).toEqual([
      { at: '2026-03-01T00:00:00.000Z', name: 'dead-letters', state: 'ALARM' },
      { at: '2026-03-01T00:00:00.000Z', name: 'late', state: 'OK' },
      { at: '2026-03-01T00:00:00.000Z', name: 'late', state: 'ALARM' },
      { at: '2026-03-02T00:00:00.000Z', name: 'late', state: 'OK' },
    ]);
  });

  it('lists workflows by type, id and run, runs by number', () => {
    const row = (type: string, id: string, run: number) => ({
      type,
      id,
      run,
      status: 'SUCCEEDED',
      phase: 'closed',
      historyEvents: 9,
    });
    const rows = [
      row('deposit', 'B-1', 1),
      row('booking', 'B-2', 1),
      row('booking', 'B-1', 10),
      row('booking', 'B-1', 9),
    ];
    expect(build({ workflows: rows }).workflows.map(({ type, id, run }) => `${type} ${id} ${run}`)).toEqual([
      'booking B-1 9',
      'booking B-1 10',
      'booking B-2 1',
      'deposit B-1 1',
    ]);
  });

  it('is the same whatever the order in which things of one instant were seen', () => {
    const observed = [
      published('2026-03-07T17:00:00Z', 'legwork', 'DepositCharged', { bookingId: 'B-2', amountCents: 100 }),
      published('2026-03-07T17:00:00Z', 'legwork', 'DepositCharged', { bookingId: 'B-1', amountCents: 100 }),
      published('2026-03-07T17:00:00Z', 'legwork', 'BookingClosed', { bookingId: 'B-1' }),
      email('2026-03-07T17:00:00Z', { booking: 'B-2', kind: 'pickup-24h' }),
      text('2026-03-07T17:00:00Z', { booking: 'B-1', kind: 'pickup-2h' }),
    ];
    const grants = [
      { principal: 'role/b', action: 'sqs:SendMessage', resource: 'queue' },
      { principal: 'role/a', action: 'sqs:SendMessage', resource: 'queue' },
    ];
    const forwards = build({ observed, permissions: { missing: grants, unused: grants } });
    const backwards = build({
      observed: observed.toReversed(),
      permissions: { missing: grants.toReversed(), unused: grants.toReversed() },
    });
    expect(JSON.stringify(backwards)).toBe(JSON.stringify(forwards));
    expect(forwards.emitted.map(({ detailType }) => detailType)).toEqual([
      'BookingClosed',
      'DepositCharged',
      'DepositCharged',
    ]);
    expect(forwards.permissions.missing[0]?.principal).toBe('role/a');
  });
});
