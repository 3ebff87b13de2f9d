import { createRandom } from '../../../kernel/identifiers.ts';
import { assertCount, type Intrinsic, integerAt, refuse } from './intrinsic.ts';

export const mathFunctions: Readonly<Record<string, Intrinsic>> = {
  /** An integer from the first number on, below the second; the same for the same seed, which may be the third. */
  MathRandom: (values, { random }) => {
    assertCount(values, 2, 3);
    const [from, to] = [integerAt(values, 0), integerAt(values, 1)];
    if (to <= from) return refuse('The end of the range must be greater than its start.');
    const draw = values.length === 3 ? createRandom(integerAt(values, 2)) : random;
    return from + Math.floor(draw() * (to - from));
  },
  MathAdd: (values) => {
    assertCount(values, 2);
    return integerAt(values, 0) + integerAt(values, 1);
  },
};
