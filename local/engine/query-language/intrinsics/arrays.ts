import { isDeepStrictEqual } from 'node:util';
import type { Json } from '../../asl.ts';
import { arrayAt, assertCount, type Intrinsic, integerAt, refuse } from './intrinsic.ts';

/** Longest array that `States.ArrayRange` makes. */
const rangeLimit = 1000;

export const arrayFunctions: Readonly<Record<string, Intrinsic>> = {
  Array: (values) => values,
  ArrayPartition: (values) => {
    assertCount(values, 2);
    const [items, size] = [arrayAt(values, 0), integerAt(values, 1)];
    if (size <= 0) return refuse('The chunk size must be a positive integer.');
    const chunks: Json[] = [];
    for (let start = 0; start < items.length; start += size) chunks.push(items.slice(start, start + size));
    return chunks;
  },
  ArrayContains: (values) => {
    assertCount(values, 2);
    return arrayAt(values, 0).some((item) => isDeepStrictEqual(item, values[1]));
  },
  ArrayRange: (values) => {
    assertCount(values, 3);
    const [first, last, step] = [integerAt(values, 0), integerAt(values, 1), integerAt(values, 2)];
    if (step === 0) return refuse('The increment must not be zero.');
    const length = Math.max(0, Math.floor((last - first) / step) + 1);
    if (length > rangeLimit) return refuse(`The range must not have more than ${rangeLimit} elements.`);
    return Array.from({ length }, (_, position) => first + position * step);
  },
  ArrayGetItem: (values) => {
    assertCount(values, 2);
    const [items, index] = [arrayAt(values, 0), integerAt(values, 1)];
    const item = index < 0 ? undefined : items[index];
    return item === undefined ? refuse(`The index ${index} is out of bounds.`) : item;
  },
  ArrayLength: (values) => {
    assertCount(values, 1);
    return arrayAt(values, 0).length;
  },
  ArrayUnique: (values) => {
    assertCount(values, 1);
    const unique: Json[] = [];
    for (const item of arrayAt(values, 0)) {
      if (!unique.some((kept) => isDeepStrictEqual(kept, item))) unique.push(item);
    }
    return unique;
  },
};
