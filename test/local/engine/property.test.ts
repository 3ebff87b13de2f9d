import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSnapshot, transition } from '../../../local/engine/transition.ts';
import type { HistoryEvent } from '../../../local/engine/types.ts';
import { compile, type Driven, drive, environment, lambdaInvoke, startMs } from './drive.ts';

/**
 * What this would catch: an engine that throws or waits for nothing on some shape of machine, that depends on anything but
 * its events, or that writes a history that does not hang together.
 */

type States = Record<string, object>;

const values = fc.constantFrom<unknown>(
  '{% $states.input %}',
  '{% $states.input.a %}',
  '{% $random() %}',
  '{% $v %}',
  '{% $states.context.State.Name %}',
  { a: '{% $uuid() %}' },
  [1, '{% $now() %}'],
  null,
);
const retry = fc.constantFrom(undefined, [{ ErrorEquals: ['Busy'], MaxAttempts: 2, JitterStrategy: 'FULL' }]);

/** Makes the states of one scope; their names begin with a prefix, for names must differ in the whole machine. */
type MakeScope = (prefix: string) => { StartAt: string; States: States };

function chain(depth: number): fc.Arbitrary<MakeScope> {
  return fc.array(stateMaker(depth), { minLength: 1, maxLength: 3 }).map((makers) => (prefix) => {
    const States: States = {};
    for (const [index, make] of makers.entries()) {
      const name = `${prefix}${index}`;
      const next = index + 1 < makers.length ? { Next: `${prefix}${index + 1}` } : { End: true };
      States[name] = { ...make(name), ...next };
    }
    return { StartAt: `${prefix}0`, States };
  });
}

function stateMaker(depth: number): fc.Arbitrary<(name: string) => object> {
  const flat = [
    fc.record({ output: values, assign: values }).map(({ output, assign }) => () => {
      return { Type: 'Pass', Output: output, Assign: { v: assign } };
    }),
    fc.integer({ min: 0, max: 5 }).map((seconds) => () => ({ Type: 'Wait', Seconds: seconds })),
    fc.record({ argument: values, retry }).map((made) => () => ({
      Type: 'Task',
      Resource: lambdaInvoke,
      Arguments: made.argument,
      ...(made.retry === undefined ? {} : { Retry: made.retry }),
      TimeoutSeconds: 60,
    })),
  ];
  if (depth === 0) return fc.oneof(...flat);
  return fc.oneof(
    ...flat,
    fc.record({ branches: fc.array(chain(depth - 1), { minLength: 1, maxLength: 3 }), retry }).map((made) => {
      return (name: string) => ({
        Type: 'Parallel',
        Branches: made.branches.map((makeScope, index) => makeScope(`${name}.${index}.`)),
        ...(made.retry === undefined ? {} : { Retry: made.retry }),
      });
    }),
    fc
      .record({
        makeScope: chain(depth - 1),
        size: fc.integer({ min: 0, max: 4 }),
        most: fc.integer({ min: 0, max: 3 }),
      })
      .map((made) => (name: string) => ({
        Type: 'Map',
        Items: Array.from({ length: made.size }, (_, index) => index),
        MaxConcurrency: made.most,
        ItemProcessor: made.makeScope(`${name}.`),
      })),
  );
}

/** Plays the world until the execution ends: answers, fails and times out as `choices` say. */
async function play(run: Driven, choices: readonly number[]): Promise<void> {
  let answered = 0;
  for (let turn = 0; run.snapshot.status === 'RUNNING'; turn += 1) {
    expect(turn).toBeLessThan(5000);
    const call = run.calls[answered];
    const choice = choices[turn % choices.length]!;
    if (call === undefined || (choice === 2 && run.timers.size > 0)) {
      expect(run.timers.size).toBeGreaterThan(0);
      await run.fireTimer();
      continue;
    }
    answered += 1;
    const { path, taskId } = call;
    if (choice === 0) await run.send({ kind: 'task-answered', path, taskId, output: '{"a":1}' });
    else await run.send({ kind: 'task-failed', path, taskId, failure: { error: 'Busy' } });
  }
}

function assertConsistent(history: readonly HistoryEvent[]): void {
  for (const [index, { id, previousEventId, atMs }] of history.entries()) {
    expect(id).toBe(index + 1);
    expect(previousEventId).toBeLessThan(id);
    expect(atMs).toBeGreaterThanOrEqual(history[index - 1]?.atMs ?? 0);
  }
}

describe('any machine', () => {
  const machines = chain(2).map((makeScope) => makeScope('T'));
  const choices = fc.array(fc.constantFrom(0, 0, 0, 1, 2), { minLength: 1, maxLength: 8 });

  it('E1, E6: comes to an end, with a history that hangs together', async () => {
    await fc.assert(
      fc.asyncProperty(machines, choices, fc.nat(), async ({ States }, script, seed) => {
        const run = await drive(States, { a: 1 }, { seed });
        await play(run, script);
        expect(run.timers.size).toBe(0);
        assertConsistent(run.history);
        expect(run.snapshot.eventCount).toBe(run.history.length);
      }),
      { numRuns: 150 },
    );
  });

  it('E1: is the same again when its events are folded again, through JSON at every step', async () => {
    await fc.assert(
      fc.asyncProperty(machines, choices, fc.nat(), async ({ States }, script, seed) => {
        const run = await drive(States, { a: 1 }, { seed });
        await play(run, script);
        const machine = compile({ StartAt: 'T0', States });
        let snapshot = createSnapshot(run.snapshot.execution, startMs);
        const history: HistoryEvent[] = [];
        for (const event of run.events) {
          const made = await transition(machine, snapshot, event, environment);
          snapshot = JSON.parse(JSON.stringify(made.snapshot)) as typeof snapshot;
          history.push(...made.history);
        }
        expect(snapshot).toEqual(run.snapshot);
        expect(history).toEqual(run.history);
      }),
      { numRuns: 150 },
    );
  });
});
