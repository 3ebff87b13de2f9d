import { describe, expect, it } from 'vitest';
import { parseHistory } from '../../../ops/replay/recorded-history.ts';
import { compileForReplay, replayHistory } from '../../../ops/replay/replay-history.ts';
import { drive } from '../../local/engine/drive.ts';
import { invoke, recordingOf, recordRun, workflow } from './record.ts';

/** `${Name}`, as a definition has it before it is deployed. */
const placeholder = (name: string): string => ['$', '{', name, '}'].join('');

type States = ReturnType<typeof workflow>;

/** Replays a recording over a definition; default: the run of `recordRun` over the second version of its own. */
async function replay(states: States, recording?: string, startAt = 'Load') {
  const machine = compileForReplay(JSON.stringify({ QueryLanguage: 'JSONata', StartAt: startAt, States: states }));
  return replayHistory(machine, parseHistory(recording ?? (await recordRun()), 'run.history.json'));
}

/** The second version with one change. */
function changed(change: (states: States) => void): States {
  const states = workflow(2);
  change(states);
  return states;
}

describe('a compatible definition', () => {
  it('gives the same course, whatever versions its functions have', async () => {
    const result = await replay(workflow(2));
    expect(result).toMatchObject({ outcome: 'identical', difference: null, restart: null, isOpen: false });
    expect(result.matchedEvents).toBe(result.events);
  });

  it('gives the same course as far as an open execution has come', async () => {
    expect(await replay(workflow(2), await recordRun({ isOpen: true }))).toMatchObject({
      outcome: 'identical',
      isOpen: true,
    });
  });

  it('may have placeholders where functions stand', async () => {
    const text = JSON.stringify(workflow(2)).replaceAll(
      /"arn:aws:lambda:[^"]*legwork-test-([a-z-]+):2"/g,
      (_, name) => {
        const words = String(name).split('-');
        return `"\${${words.map((word) => word[0]?.toUpperCase() + word.slice(1)).join('')}}"`;
      },
    );
    expect(text).toContain(`"${placeholder('LoadRun')}"`);
    expect(await replay(JSON.parse(text) as States)).toMatchObject({ outcome: 'identical' });
  });

  it('may have states that the recorded course does not go through', async () => {
    const states = changed(({ Route }) => {
      const [first] = (Route as { Choices: object[] }).Choices;
      Object.assign(Route!, { Choices: [first, { Condition: '{% $phase = "lost" %}', Next: 'Close' }] });
    });
    expect(await replay(states)).toMatchObject({ outcome: 'identical' });
  });

  it('may call a function of another name for its own placeholder only', async () => {
    const states = changed(({ Apply }) => {
      Object.assign(Apply!, {
        Arguments: { ...(Apply!.Arguments as object), FunctionName: placeholder('ApplyOther') },
      });
    });
    expect((await replay(states)).difference?.kind).toBe('other-arguments');
  });
});

describe('an incompatible definition', () => {
  it('without a state that the history goes through: state-gone, with what a restart would do', async () => {
    const states = changed((all) => {
      all.Use = all.Apply!;
      delete all.Apply;
      Object.assign(all.Await!, { Next: 'Use' });
      Object.assign(all.Begin!, { Default: 'Use' });
    });
    const { difference, restart } = await replay(states);
    expect(difference).toEqual({
      kind: 'state-gone',
      eventId: 15,
      stateName: 'Apply',
      recorded: 'TaskStateEntered Apply',
      replayed: 'TaskStateEntered Use',
    });
    expect(restart).toEqual({
      phase: 'new',
      path: ['Load', 'Begin', 'Await'],
      repeated: [],
      carriedSignals: 0,
    });
  });

  it('that goes to another state: other-path', async () => {
    const states = changed((all) => {
      Object.assign(all.Route!, { Default: 'Close' });
    });
    const { difference, restart } = await replay(states);
    expect(difference).toMatchObject({
      kind: 'other-path',
      stateName: 'Await',
      recorded: 'TaskStateEntered Await',
      replayed: 'TaskStateEntered Close',
    });
    expect(restart).toMatchObject({ repeated: ['Apply'] });
  });

  it('that catches where the history retried: other-path', async () => {
    const states = changed(({ Apply }) => {
      Object.assign(Apply!, { Retry: [], Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Close' }] });
    });
    expect((await replay(states)).difference).toMatchObject({
      kind: 'other-path',
      recorded: 'TaskScheduled invoke',
      replayed: 'TaskStateExited Apply',
    });
  });

  it('that calls with other arguments: other-arguments, with the field and both sides', async () => {
    const states = changed(({ Await }) => {
      const call = Await!.Arguments as { Payload: object };
      Object.assign(Await!, { Arguments: { ...call, Payload: { ...call.Payload, timeoutSeconds: 60 } } });
    });
    expect((await replay(states)).difference).toMatchObject({
      kind: 'other-arguments',
      stateName: 'Await',
      recorded: 'arguments.Payload.timeoutSeconds = nothing',
      replayed: 'arguments.Payload.timeoutSeconds = 60',
    });
  });

  it('that waits for another time: other-arguments', async () => {
    const states = changed(({ Await }) => {
      Object.assign(Await!, { TimeoutSeconds: 3_600 });
    });
    expect((await replay(states)).difference).toMatchObject({
      kind: 'other-arguments',
      recorded: 'timeoutInSeconds = 86400',
      replayed: 'timeoutInSeconds = 3600',
    });
  });

  it('that asks for a result that nobody recorded: missing-result', async () => {
    const states = changed((all) => {
      all.Route = { Type: 'Task', Resource: invoke, Arguments: { FunctionName: placeholder('Route') }, Next: 'Await' };
    });
    expect((await replay(states)).difference).toMatchObject({
      kind: 'missing-result',
      recorded: 'ChoiceStateEntered Route',
      replayed: 'TaskStateEntered Route',
    });
  });

  it('that ends earlier: other-path', async () => {
    const states = changed((all) => {
      all.Route = { Type: 'Succeed' };
      Object.assign(all.Await!, { Catch: [{ ErrorEquals: ['States.Timeout'], Next: 'Close' }] });
    });
    expect((await replay(states)).difference).toMatchObject({
      kind: 'other-path',
      recorded: 'ChoiceStateEntered Route',
      replayed: 'SucceedStateEntered Route',
    });
  });
});

describe('an open execution that cannot go on', () => {
  it('would be restarted from its last checkpoint, and repeat what it did since', async () => {
    const states = changed((all) => {
      Object.assign(all.Begin!, { Default: 'Route' });
      Object.assign(all.Await!, { TimeoutSeconds: 3_600 });
    });
    const { difference, restart } = await replay(states, await recordRun({ isOpen: true }));
    expect(difference).toMatchObject({ kind: 'other-arguments', stateName: 'Await' });
    expect(restart).toEqual({
      phase: 'confirmed',
      path: ['Load', 'Begin', 'Route', 'Await'],
      repeated: [],
      carriedSignals: 1,
    });
  });
});

describe('concurrent branches', () => {
  const branches = (first: string): States => ({
    Both: {
      Type: 'Parallel',
      Branches: [first, 'Right'].map((name) => ({
        StartAt: name,
        States: { [name]: { Type: 'Task', Resource: invoke, Arguments: { FunctionName: name }, End: true } },
      })),
      End: true,
    },
  });

  it('are compared each by itself, in whatever order they ended', async () => {
    const driven = await drive(branches('Left'));
    const [left, right] = driven.calls;
    for (const call of [right!, left!]) {
      const { path, taskId } = call;
      await driven.send({ kind: 'task-answered', path, taskId, output: '{}' });
    }
    const recording = recordingOf(driven);
    expect(await replay(branches('Left'), recording, 'Both')).toMatchObject({ outcome: 'identical' });
    expect((await replay(branches('Middle'), recording, 'Both')).difference).toMatchObject({
      kind: 'state-gone',
      stateName: 'Left',
    });
  });
});

describe('a history that cannot be read', () => {
  it.each([
    ['{', 'x.json: not JSON'],
    ['{"events": []}', 'x.json: events: '],
    ['{"events": [{"id": 1, "type": "ExecutionStarted"}]}', 'x.json: events.0.timestamp: '],
    [
      '{"events": [{"id": 2, "type": "PassStateEntered", "timestamp": 1}]}',
      'x.json: events: has to begin with ExecutionStarted',
    ],
  ])('%s is refused with its place', (text, message) => {
    expect(() => parseHistory(text, 'x.json')).toThrow(message);
  });
});
