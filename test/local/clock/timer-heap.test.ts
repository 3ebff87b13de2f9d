import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createTimerHeap } from '../../../local/clock/timer-heap.ts';

function drain(heap: ReturnType<typeof createTimerHeap>): void {
  for (let timer = heap.takeFirst(); timer !== undefined; timer = heap.takeFirst()) timer.fire();
}

describe('createTimerHeap', () => {
  it('C2: gives timers by due time, those of one instant in the order of setting, without the cancelled ones', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ dueMs: fc.nat(20), isCancelled: fc.boolean() }), { maxLength: 60 }), (plan) => {
        const heap = createTimerHeap();
        const fired: number[] = [];
        const timers = plan.map(({ dueMs }, index) => heap.add(dueMs, () => fired.push(index)));
        for (const [index, { isCancelled }] of plan.entries()) if (isCancelled) timers[index]!.cancel();
        const expected = plan
          .map((timer, index) => ({ ...timer, index }))
          .filter(({ isCancelled }) => !isCancelled)
          .sort((a, b) => a.dueMs - b.dueMs || a.index - b.index)
          .map(({ index }) => index);
        drain(heap);
        expect(fired).toEqual(expected);
      }),
    );
  });

  it('cancels a timer that has fired already without harm to others', () => {
    const heap = createTimerHeap();
    const fired: string[] = [];
    const first = heap.add(1, () => fired.push('first'));
    heap.add(2, () => fired.push('second'));
    heap.takeFirst()!.fire();
    first.cancel();
    first.cancel();
    drain(heap);
    expect(fired).toEqual(['first', 'second']);
  });

  it('refuses a due time that is no number', () => {
    expect(() => createTimerHeap().add(Number.NaN, () => {})).toThrow('a timer needs a finite due time, not NaN');
  });
});
