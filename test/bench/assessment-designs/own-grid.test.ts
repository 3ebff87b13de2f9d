import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compileMachine } from '../../../local/engine/compile-machine.ts';
import type { Definition } from './assembly-copy.ts';
import { assessInOneFunction } from './one-function.ts';
import { assessByExpressChild, assessInStates } from './own-grid.ts';

const definitionOf = (machine: string): Definition => {
  const path = join(import.meta.dirname, '../../../state-machines', `${machine}.asl.json`);
  return JSON.parse(readFileSync(path, 'utf8')) as Definition;
};
const tripLeg = definitionOf('trip-leg');
const assessment = definitionOf('leg-assessment');

// What this would catch: a change of today's definitions that the designs of the bench do not fit any more.
describe.each([
  ['A', assessInStates(tripLeg, assessment)],
  ['B', assessByExpressChild(tripLeg)],
])('design %s, made of the definitions as they are', (_design, definition) => {
  it('is a valid definition', () => {
    expect(() => compileMachine(JSON.stringify(definition), () => undefined)).not.toThrow();
  });

  it('has no schedules, and waits for whichever comes first', () => {
    const text = JSON.stringify(definition.States);
    expect(text).not.toContain('SyncLegSchedules');
    const { Await, IsDue, Route } = definition.States;
    expect(JSON.stringify(Await)).toContain('$wakeAt');
    expect(JSON.stringify(Await)).not.toContain('$waitUntil');
    expect(JSON.stringify(Await)).toContain('"Next":"IsDue"');
    expect(IsDue).toBeDefined();
    expect(JSON.stringify(Route)).not.toContain('SyncSchedules');
  });
});

it('of one function is a valid definition too', () => {
  const definition = assessInOneFunction(assessment);
  expect(() => compileMachine(JSON.stringify(definition), () => undefined)).not.toThrow();
  expect(JSON.stringify(definition)).not.toContain('ReadTravelTime');
});

it('goes on in the workflow wherever an assessment would have ended', () => {
  const definition = assessInStates(tripLeg, {
    StartAt: 'Read',
    States: {
      Read: { Type: 'Pass', Next: 'IsNews' },
      IsNews: {
        Type: 'Choice',
        Choices: [
          { Condition: '{% $states.input.isNews %}', Next: 'Judge' },
          { Condition: '{% $states.input.isOld %}', Next: 'Done' },
        ],
        Default: 'Done',
      },
      Judge: { Type: 'Pass', End: true },
      Done: { Type: 'Succeed' },
    },
  });
  const { AssessmentIsNews, AssessmentJudge, AssessmentDone } = definition.States;
  const assigned = expect.objectContaining({ assessAt: null });
  expect(AssessmentIsNews).toMatchObject({ Default: 'Route', Assign: assigned });
  expect(AssessmentIsNews?.Choices).toMatchObject([{ Next: 'AssessmentJudge' }, { Next: 'Route', Assign: assigned }]);
  expect(AssessmentJudge).toMatchObject({ Next: 'Route', Assign: assigned });
  expect(AssessmentDone).toBeUndefined();
});
