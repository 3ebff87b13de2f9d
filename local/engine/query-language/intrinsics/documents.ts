import type { Json } from '../../asl.ts';
import { assertCount, type Intrinsic, objectAt, refuse, textAt } from './intrinsic.ts';

export const documentFunctions: Readonly<Record<string, Intrinsic>> = {
  /** Text of nothing but spaces is null. */
  StringToJson: (values) => {
    assertCount(values, 1);
    const text = textAt(values, 0);
    if (text.trim() === '') return null;
    try {
      const value = JSON.parse(text) as Json;
      return Object.is(value, -0) ? 0 : value;
    } catch (error) {
      if (error instanceof SyntaxError) return refuse('The text is not JSON.');
      throw error;
    }
  },
  JsonToString: (values) => {
    assertCount(values, 1);
    return JSON.stringify(values[0]);
  },
  /** Members of the second object win. AWS has no deep merge. */
  JsonMerge: (values) => {
    assertCount(values, 3);
    if (values[2] !== false) return refuse('The third argument must be false: only shallow merging is supported.');
    return { ...objectAt(values, 0), ...objectAt(values, 1) };
  },
};
