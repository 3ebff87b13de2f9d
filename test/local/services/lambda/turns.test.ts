import { describe, expect, it } from 'vitest';
import { createOrderedTurns, freeTurns } from '../../../../local/services/lambda/turns.ts';

const rest = () => new Promise(setImmediate);

describe('ordered turns', () => {
  it('T3: are taken up in the order in which they were opened, whichever is over first', async () => {
    const turns = createOrderedTurns();
    const done: string[] = [];
    const [first, second, third] = [turns.open(), turns.open(), turns.open()];
    third.end(() => done.push('third'));
    second.do(() => done.push('second says'));
    second.end(() => done.push('second'));
    await rest();
    expect(done).toEqual([]);
    first.end(() => done.push('first'));
    for (let turn = 0; turn < 5; turn += 1) await rest();
    expect(done).toEqual(['first', 'second says', 'second', 'third']);
  });

  it('T3: let all that one leads to come through before the next', async () => {
    const turns = createOrderedTurns();
    const done: string[] = [];
    const [first, second] = [turns.open(), turns.open()];
    first.end(() => {
      void Promise.resolve()
        .then(() => Promise.resolve())
        .then(() => done.push('after the first'));
    });
    second.end(() => done.push('second'));
    for (let turn = 0; turn < 3; turn += 1) await rest();
    expect(done).toEqual(['after the first', 'second']);
  });

  it('T3: take up at once what the first one of all says', () => {
    const turns = createOrderedTurns();
    const done: string[] = [];
    turns.open().do(() => done.push('line'));
    expect(done).toEqual(['line']);
  });
});

describe('free turns', () => {
  it('T4: are taken up at once', () => {
    const done: string[] = [];
    const [first, second] = [freeTurns.open(), freeTurns.open()];
    second.end(() => done.push('second'));
    first.end(() => done.push('first'));
    expect(done).toEqual(['second', 'first']);
  });
});
