import { arrayFunctions } from './arrays.ts';
import { documentFunctions } from './documents.ts';
import { encodingFunctions } from './encoding.ts';
import type { Intrinsic } from './intrinsic.ts';
import { mathFunctions } from './math.ts';
import { textFunctions } from './text.ts';

const functions: ReadonlyMap<string, Intrinsic> = new Map(
  [arrayFunctions, documentFunctions, encodingFunctions, mathFunctions, textFunctions].flatMap((family) => {
    return Object.entries(family);
  }),
);

/** By the name after `States.`. */
export function findIntrinsic(name: string): Intrinsic | undefined {
  return functions.get(name);
}
