import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compareCosts } from '../../../ops/cost/compare-costs.ts';
import { defaultPrices, type PriceTable } from '../../../ops/cost/price-table.ts';
import { tickActivities, workflowMappings } from '../../../ops/cost/temporal-actions.ts';
import { parseUsage } from '../../../ops/cost/usage.ts';
import { reportOf } from './report-of.ts';

const compare = (more: Parameters<typeof reportOf>[0], pollSeconds = 300, prices = defaultPrices) =>
  compareCosts(parseUsage(JSON.stringify(reportOf(more))), prices, pollSeconds);

/** Every price a dollar for one, so that dollars are quantities. */
const unitPrices: PriceTable = {
  ...defaultPrices,
  prices: Object.fromEntries(
    Object.entries(defaultPrices.prices).map(([name, price]) => [name, { ...price, dollars: 1, per: 1 }]),
  ) as PriceTable['prices'],
};
const quantities = (more: Parameters<typeof reportOf>[0]) =>
  Object.fromEntries(compare(more, 300, unitPrices).parts.map(({ price, dollars }) => [price, dollars]));

describe('the bill', () => {
  it('is the meter at the prices of the table', () => {
    const { parts, dollars } = compare({
      meter: { dynamoWriteUnits: 1_000_000, expressRequests: 500_000, sqsRequests: 250_000 },
    });
    expect(Object.fromEntries(parts.map((part) => [part.price, part.dollars]))).toMatchObject({
      standardTransitions: 100 * 0.000_025,
      dynamoWriteUnits: 0.625,
      expressRequests: 0.5,
      sqsRequests: 0.1,
      lambdaRequests: 0.000_01,
    });
    expect(dollars).toBeCloseTo(0.0025 + 0.625 + 0.5 + 0.1 + 0.000_01 + 1.25 * 0.000_013_333_4 + 0.000_09, 9);
  });

  it('has logs of Lambdas as they were written, of Standard machines by their transitions', () => {
    const { logGigabytes } = quantities({ meter: { lambdaLogBytes: 20_000 } });
    expect(logGigabytes).toBeCloseTo((20_000 + 100 * 4 * 450) / 1e9, 12);
  });

  it('has a trace for each Standard execution and each event, and none for Express ones', () => {
    const flow = { booking: { executions: 2 }, 'vehicle-check': { machineType: 'EXPRESS', executions: 90 } } as const;
    expect(quantities({ flow, meter: { eventsPublished: 7 } }).traces).toBe(9);
  });

  it('keeps apart what any design pays', () => {
    const { outside, dollars } = compare({ meter: { routeRequests: 1_000, textParts: 2 } });
    expect(outside.dollars).toBeCloseTo(0.5 + 2 * 0.006_45, 9);
    expect(dollars).toBeLessThan(0.01);
  });

  it.each([
    ['booking', { booking: { executions: 4 }, subscription: { executions: 9 } }, 4],
    ['subscription', { subscription: { executions: 5, continuations: 3 } }, 2],
    ['run', { notification: { executions: 5 } }, 1],
  ] as const)('is divided by the number of each %s', (noun, flow, count) => {
    const { subjects, dollars, dollarsEach } = compare({ flow });
    expect(subjects).toEqual({ noun, count });
    expect(dollarsEach).toBeCloseTo(dollars / count, 12);
  });
});

describe('polling loops', () => {
  const flow = {
    booking: { openSeconds: 3_000, states: { Await: 4, Apply: 4 } },
    notification: { openSeconds: 900, states: { Send: 1 } },
    'leg-assessment': { machineType: 'EXPRESS', executions: 2, states: { ReadInputs: 2, Assess: 2 } },
  } as const;

  it('look as long as workflows are open, three transitions, an invocation and a read each time', () => {
    const priced = compare({ flow, meter: { expressRequests: 2, schedulerInvocations: 2 } }, 300, unitPrices);
    expect(priced.polling.laps).toBe(10);
    // Transitions without the waits, with the laps and with what Express machines did; invocations; reads; logs; traces.
    const transitions = 100 - 4 + 30 + 4;
    const gbSeconds = (50 - 4 + 10) * 0.025;
    expect(priced.polling.dollars).toBeCloseTo(
      transitions + (50 - 4 + 10) + gbSeconds + 10 + (transitions * 1_800) / 1e9 + 2,
      6,
    );
  });

  it('look twice as often in half the time', () => {
    expect(compare({ flow }, 150).polling.laps).toBe(20);
  });
});

describe('Temporal Cloud', () => {
  it('counts a start, the further waits and the activities of a workflow', () => {
    const { temporal } = compare({
      flow: { deposit: { executions: 1, states: { Await: 4, Charge: 2, Settle: 1, Decide: 6 } } },
    });
    expect(temporal.machines).toEqual([
      { machine: 'deposit', starts: 1, waits: 3, timers: 0, activities: 3, actions: 7 },
    ]);
    expect(temporal.dollars).toBeCloseTo(7 * 0.000_05, 12);
    expect(temporal.dollarsAtVolume).toBeCloseTo(7 * 0.000_025, 12);
  });

  it('counts a timer and its activities for each tick, and one Action where it is frugal', () => {
    const { temporal } = compare({
      flow: {
        'trip-leg': { executions: 1, states: { Await: 1, Assess: 3 } },
        'leg-assessment': { machineType: 'EXPRESS', executions: 10 },
        'vehicle-check': { machineType: 'EXPRESS', executions: 20 },
      },
    });
    // Of the assessments three were asked for by an event, and needed no timer.
    expect(temporal.actions).toBe(1 + (7 + 20) + (20 + 20));
    expect(temporal.frugalActions).toBe(1 + 10 + 20);
  });

  it('names a machine that it knows nothing about', () => {
    expect(compare({ flow: { 'oil-change': {} } }).temporal.unknown).toEqual(['oil-change']);
  });

  it('has an opinion on every machine, and on every state of a workflow that calls something', () => {
    const folder = join(import.meta.dirname, '../../../state-machines');
    const machines = readdirSync(folder).map((file) => file.replace('.asl.json', ''));
    expect(machines.sort()).toEqual([...Object.keys(workflowMappings), ...Object.keys(tickActivities)].sort());
    for (const [machine, { activities, free }] of Object.entries(workflowMappings)) {
      const { States } = JSON.parse(readFileSync(join(folder, `${machine}.asl.json`), 'utf8')) as {
        States: Record<string, { Type: string }>;
      };
      const tasks = Object.keys(States).filter((name) => States[name]?.Type === 'Task');
      expect([...activities, ...free, 'Await'].sort(), machine).toEqual(tasks.sort());
    }
  });
});

describe('the price table', () => {
  it('says of every price what is priced, on which page, and of what date', () => {
    expect(defaultPrices.date).toMatch(/^\d{4}-\d\d/);
    for (const { source, unit } of Object.values(defaultPrices.prices)) {
      expect(unit).not.toBe('');
      expect(source).toMatch(/ https:\/\/(aws\.amazon\.com|docs\.temporal\.io)\//);
    }
  });
});
