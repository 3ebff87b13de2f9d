import { describe, expect, it } from 'vitest';
import { groupBranches } from '../../tools/conformance/compare/branches.ts';
import { differences } from '../../tools/conformance/compare/same.ts';

type Event = readonly [id: number, previousEventId: number, type: string, details?: object];

const history = (...events: Event[]) => ({
  events: events.map(([id, previousEventId, type, details = {}]) => ({ id, previousEventId, type, ...details })),
});
const isSame = (left: object, right: object): boolean =>
  differences(groupBranches(left), groupBranches(right), 'history').length === 0;
const named = (name: string) => ({ stateEnteredEventDetails: { name } });

const oneByOne = history(
  [1, 0, 'MapStateStarted'],
  [2, 1, 'MapIterationStarted', { index: 0 }],
  [3, 2, 'PassStateEntered', named('A')],
  [4, 3, 'MapIterationSucceeded', { index: 0 }],
  [5, 4, 'MapIterationStarted', { index: 1 }],
  [6, 5, 'PassStateEntered', named('A')],
  [7, 6, 'MapIterationSucceeded', { index: 1 }],
  [8, 7, 'MapStateSucceeded'],
  [9, 8, 'ExecutionSucceeded'],
);

describe('histories with branches', () => {
  it('are the same however the branches are interleaved (B2)', () => {
    const interleaved = history(
      [1, 0, 'MapStateStarted'],
      [2, 1, 'MapIterationStarted', { index: 1 }],
      [3, 1, 'MapIterationStarted', { index: 0 }],
      [4, 2, 'PassStateEntered', named('A')],
      [5, 3, 'PassStateEntered', named('A')],
      [6, 4, 'MapIterationSucceeded', { index: 1 }],
      [7, 5, 'MapIterationSucceeded', { index: 0 }],
      [8, 7, 'MapStateSucceeded'],
      [9, 8, 'ExecutionSucceeded'],
    );
    expect(isSame(oneByOne, interleaved)).toBe(true);
  });

  it('differ if an event is in another branch (B2)', () => {
    const events = oneByOne.events.map((event) => (event.id === 6 ? { ...event, previousEventId: 3 } : event));
    expect(isSame(oneByOne, { events })).toBe(false);
  });

  it('differ if the order within a branch does (B2)', () => {
    const swapped = (first: string, second: string) =>
      history(
        [1, 0, 'ParallelStateStarted'],
        [2, 1, 'PassStateEntered', named(first)],
        [3, 2, 'PassStateEntered', named(second)],
        [4, 3, 'ParallelStateSucceeded'],
      );
    expect(isSame(swapped('A', 'B'), swapped('A', 'B'))).toBe(true);
    expect(isSame(swapped('A', 'B'), swapped('B', 'A'))).toBe(false);
  });

  it('differ if an event is missing, or has other details (B3)', () => {
    expect(isSame(oneByOne, { events: oneByOne.events.filter(({ id }) => id !== 6) })).toBe(false);
    const events = oneByOne.events.map((event) => (event.id === 6 ? { ...event, ...named('B') } : event));
    expect(isSame(oneByOne, { events })).toBe(false);
  });

  it('differ in the order and ids of what is outside of branches (B1)', () => {
    const plain = (...types: string[]) => history(...types.map((type, at): Event => [at + 1, at, type]));
    expect(isSame(plain('A', 'B'), plain('B', 'A'))).toBe(false);
    expect(isSame(history([1, 0, 'A']), history([2, 0, 'A']))).toBe(false);
  });

  it('name events of branches that a cause quotes by their state, because their ids differ (B3)', () => {
    const failing = (first: number, second: number) => {
      const cause = `An error occurred while executing the state 'A' (entered at the event id #${first}).`;
      return history(
        [1, 0, 'ParallelStateStarted'],
        ...(
          [
            [first, 1, 'TaskStateEntered', named('A')],
            [second, 1, 'WaitStateEntered', named('B')],
          ] as Event[]
        ).sort(([a], [b]) => a - b),
        [4, first, 'ParallelStateFailed'],
        [5, 4, 'ExecutionFailed', { executionFailedEventDetails: { cause } }],
      );
    };
    expect(isSame(failing(2, 3), failing(3, 2))).toBe(true);
  });
});
