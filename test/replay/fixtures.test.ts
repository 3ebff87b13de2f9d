import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseHistory } from '../../ops/replay/recorded-history.ts';
import { compileForReplay, replayHistory } from '../../ops/replay/replay-history.ts';
import { readDefinitions } from '../state-machines/read-definitions.ts';

/** Recorded by `npx node tools/record-histories.ts`: run it where a definition is meant to take another course. */
const folder = new URL('./histories/', import.meta.url);
const recordings = readdirSync(folder).map((file) => {
  const history = parseHistory(readFileSync(new URL(file, folder), 'utf8'), file);
  return { file, history, machine: history.executionArn.split(':')[6]!.replace(/^legwork-development-/, '') };
});
const textOf = (machine: string): string =>
  readFileSync(new URL(`../../state-machines/${machine}.asl.json`, import.meta.url), 'utf8');

describe('a recorded history', () => {
  it.each(recordings)(
    '$file takes the same course through its definition as it is now',
    async ({ history, machine }) => {
      const result = await replayHistory(compileForReplay(textOf(machine)), history);
      expect(result).toMatchObject({ outcome: 'identical', difference: null, matchedEvents: result.events });
    },
  );

  it.each(
    readDefinitions()
      .map(({ name }) => name)
      .filter((name) => !['leg-assessment', 'vehicle-check'].includes(name)),
  )('exists of %s', (name) => {
    expect(recordings.map(({ machine }) => machine)).toContain(name);
  });
});

type States = Record<string, Record<string, unknown>>;

/** An incompatible change of each kind, planted in the skeleton that all workflows have. */
const changes: ReadonlyArray<readonly [kind: string, change: (states: States) => void]> = [
  [
    'state-gone',
    (states) => {
      states.Wait = states.Await!;
      delete states.Await;
      for (const state of Object.values(states)) redirect(state, 'Await', 'Wait');
    },
  ],
  [
    'other-path',
    ({ Load }) => {
      Object.assign(Load!, { Next: 'Await' });
    },
  ],
  [
    'other-arguments',
    ({ Await }) => {
      const call = Await!.Arguments as { Payload: object };
      Object.assign(Await!, { Arguments: { ...call, Payload: { ...call.Payload, colour: 'red' } } });
    },
  ],
  [
    'missing-result',
    (states) => {
      states.Begin = { ...states.Load, Catch: [], Next: 'Await' };
    },
  ],
];

describe.each(['booking', 'deposit', 'trip-leg', 'rental-watch', 'subscription'])('%s', (machine) => {
  it.each(changes)('with a planted %s is found out', async (kind, change) => {
    const definition = JSON.parse(textOf(machine)) as { States: States };
    change(definition.States);
    const compiled = compileForReplay(JSON.stringify(prune(definition)));
    const { history } = recordings.find((recording) => recording.machine === machine)!;
    const { difference, restart } = await replayHistory(compiled, history);
    // A path may also end in a state that is gone from it, or that waits for what was never recorded.
    expect(kind === 'other-path' ? ['other-path', 'state-gone'] : [kind]).toContain(difference?.kind);
    expect(restart?.path[0]).toBe('Load');
  });
});

/** Everything that led to a state leads to another one. */
function redirect(value: unknown, from: string, to: string): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    if ((key === 'Next' || key === 'Default') && inner === from) Object.assign(value, { [key]: to });
    else redirect(inner, from, to);
  }
}

/** Without the states that nothing leads to any more: a definition may have none. */
function prune<Definition extends { States: States; StartAt?: string }>(definition: Definition): Definition {
  const reached = new Set<string>();
  const visit = (name: string): void => {
    if (reached.has(name)) return;
    reached.add(name);
    for (const next of targetsOf(definition.States[name])) visit(next);
  };
  visit(definition.StartAt ?? 'Load');
  const States = Object.fromEntries(Object.entries(definition.States).filter(([name]) => reached.has(name)));
  return { ...definition, States };
}

function targetsOf(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    (key === 'Next' || key === 'Default') && typeof inner === 'string' ? [inner] : targetsOf(inner),
  );
}
