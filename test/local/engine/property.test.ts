import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eventsOf } from '../../../local/engine/history.ts';
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
const paths = fc.constantFrom(
  '$',
  '$.a',
  '$.b.c',
  '$.list[*]',
  '$..a',
  '$v',
  '$$.State.Name',
  "States.Format('{}-{}', $.a, States.MathRandom(0, 10))",
  'States.UUID()',
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
    fc.record({ output: values, assign: values }).map(({ output, assign }) => (name: string) => {
      return { Type: 'Pass', QueryLanguage: 'JSONata', Output: output, Assign: { [variableOf(name)]: assign } };
    }),
    fc
      .record({ parameter: paths, assign: paths, place: fc.constantFrom('$', '$.b', null) })
      .map((made) => (name: string) => ({
        Type: 'Pass',
        Parameters: { 'a.$': made.parameter, list: [1, 2] },
        ResultPath: made.place,
        Assign: { [`${variableOf(name)}.$`]: made.assign },
      })),
    fc
      .record({ input: fc.constantFrom('$', '$.a', '$$', null), seconds: fc.constantFrom('$.a', '$.b') })
      .map((made) => () => ({
        Type: 'Wait',
        InputPath: made.input,
        SecondsPath: made.seconds,
      })),
    fc.record({ parameter: paths, selected: paths, retry }).map((made) => () => ({
      Type: 'Task',
      Resource: lambdaInvoke,
      Parameters: { 'Payload.$': made.parameter },
      ResultSelector: { 'a.$': made.selected },
      ResultPath: '$.b',
      ...(made.retry === undefined ? {} : { Retry: made.retry }),
    })),
    fc
      .integer({ min: 0, max: 5 })
      .map((seconds) => () => ({ Type: 'Wait', QueryLanguage: 'JSONata', Seconds: seconds })),
    fc.record({ argument: values, retry }).map((made) => () => ({
      Type: 'Task',
      QueryLanguage: 'JSONata',
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
        QueryLanguage: 'JSONata',
        Items: Array.from({ length: made.size }, (_, index) => index),
        MaxConcurrency: made.most,
        ItemProcessor: made.makeScope(`${name}.`),
      })),
  );
}

/** A name of the scope's own: outer variables cannot be assigned. That of the outermost scope is `v`, which all read. */
function variableOf(stateName: string): string {
  const scope = stateName.slice(0, Math.max(0, stateName.lastIndexOf('.')));
  return scope === '' ? 'v' : `v${scope.replaceAll('.', '_')}`;
}

/** States are JSONPath unless they say otherwise. */
const machine = { QueryLanguage: 'JSONPath' };

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
        const run = await drive(States, { a: 1 }, { seed, machine });
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
        const run = await drive(States, { a: 1 }, { seed, machine });
        await play(run, script);
        const compiled = compile({ StartAt: 'T0', States, ...machine });
        let snapshot = createSnapshot(run.snapshot.execution, startMs);
        const history: HistoryEvent[] = [];
        for (const event of run.events) {
          const made = await transition(compiled, snapshot, event, environment);
          snapshot = JSON.parse(JSON.stringify(made.snapshot)) as typeof snapshot;
          history.push(...eventsOf(made.history));
        }
        expect(snapshot).toEqual(run.snapshot);
        expect(history).toEqual(run.history);
      }),
      { numRuns: 150 },
    );
  });
});
