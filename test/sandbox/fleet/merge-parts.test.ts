import { describe, expect, it } from 'vitest';
import { createMeter } from '../../../local/kernel/meter.ts';
import { mergeParts } from '../../../sandbox/fleet/merge-parts.ts';
import type { PartReport } from '../../../sandbox/fleet/play-part.ts';

const permission = (action: string) => ({ principal: 'role', action, resource: '*' });
const deposits = (executions: number, openMs: number, states: Record<string, number>): PartReport['flow'] => ({
  deposit: { machineType: 'STANDARD', executions, continuations: 0, openMs, states },
});
const partOf = ({ meter, ...rest }: Partial<Omit<PartReport, 'meter'>> & { meter?: Partial<PartReport['meter']> }) =>
  ({
    events: 0,
    refusals: {},
    emitted: {},
    notifications: {},
    payments: {},
    executions: {},
    troubles: {},
    meter: createMeter(meter).read(),
    flow: {},
    permissions: { missing: [], unused: [] },
    ...rest,
  }) satisfies PartReport;

describe('the report of parts', () => {
  it('counts what each of them counted, in alphabetical order', () => {
    const merged = mergeParts([
      partOf({ events: 3, emitted: { ReminderSent: 2 }, troubles: { 'x failed: Error': 1 } }),
      partOf({ events: 4, emitted: { ReminderSent: 1, BookingClosed: 5 } }),
    ]);
    expect(merged).toMatchObject({ events: 7, troubles: { 'x failed: Error': 1 } });
    expect(Object.entries(merged.emitted)).toEqual([
      ['BookingClosed', 5],
      ['ReminderSent', 3],
    ]);
  });

  it('leaves out what comes to nothing, such as executions that ended, but no counter of the meter', () => {
    const merged = mergeParts([partOf({ executions: { 'deposit RUNNING': 0, 'deposit SUCCEEDED': 1 } }), partOf({})]);
    expect(merged.executions).toEqual({ 'deposit SUCCEEDED': 1 });
    expect(Object.keys(merged.meter)).toEqual(Object.keys(createMeter().read()));
  });

  it('adds up fractions without what computing in binary adds to them', () => {
    const [one, other] = [partOf({ meter: { lambdaGbSeconds: 0.1 } }), partOf({ meter: { lambdaGbSeconds: 0.2 } })];
    expect(mergeParts([one, other]).meter.lambdaGbSeconds).toBe(0.3);
  });

  it('rounds how long executions were open after adding it up', () => {
    const [one, other] = [deposits(1, 1_400, { Await: 1 }), deposits(2, 1_400, { Await: 2, Charge: 1 })];
    expect(mergeParts([partOf({ flow: one }), partOf({ flow: other }), partOf({})]).flow).toEqual({
      deposit: {
        machineType: 'STANDARD',
        executions: 3,
        continuations: 0,
        openSeconds: 3,
        states: { Await: 3, Charge: 1 },
      },
    });
  });

  it('has what a runtime uses though nothing happens once', () => {
    const standing = partOf({
      meter: { lambdaInvocations: 10 },
      executions: { sweep: 2 },
      flow: deposits(2, 5_000, {}),
    });
    const parts = [100, 200, 300].map((lambdaInvocations) =>
      partOf({
        meter: { lambdaInvocations: lambdaInvocations + 10 },
        executions: { sweep: 2 },
        flow: deposits(2, 5_000, {}),
      }),
    );
    expect(mergeParts(parts, standing)).toMatchObject({
      meter: { lambdaInvocations: 610 },
      executions: { sweep: 2 },
      flow: { deposit: { executions: 2, openSeconds: 5 } },
    });
  });

  it('has refused permissions of any part once, in one order, and counts those that no part used', () => {
    const [one, other] = [
      { missing: [permission('s3:Put'), permission('sqs:Send')], unused: [permission('a'), permission('b')] },
      { missing: [permission('s3:Get'), permission('s3:Put')], unused: [permission('b'), permission('c')] },
    ].map((permissions) => partOf({ permissions }));
    const { permissions } = mergeParts([one!, other!]);
    expect(permissions).toEqual({
      missing: [permission('s3:Get'), permission('s3:Put'), permission('sqs:Send')],
      unused: 1,
    });
    expect(mergeParts([other!, one!]).permissions).toEqual(permissions);
  });
});
