import fc from 'fast-check';

/** Values of which the random courses are made: few, so that they meet. */
export type Json = Record<string, unknown>;

export const number = fc.constantFrom('1', '2', '10', '-3', '0.5', '1e2', '1.50').map((text) => ({ N: text }));
export const text = fc.constantFrom('x', 'xy', 'y', 'é').map((value) => ({ S: value }));
export const set = fc.oneof(
  fc.subarray(['x', 'y', 'z'], { minLength: 1 }).map((members) => ({ SS: members })),
  fc.subarray(['1', '2', '10'], { minLength: 1 }).map((members) => ({ NS: members })),
);
export const scalar: fc.Arbitrary<Json> = fc.oneof(number, text);
export const flag: fc.Arbitrary<Json> = fc.oneof(
  fc.boolean().map((value) => ({ BOOL: value })),
  fc.constant({ NULL: true }),
);
export const list = fc.array(scalar, { maxLength: 3 }).map((elements) => ({ L: elements }));
export const map = fc.record({ x: scalar, y: scalar }, { requiredKeys: [] }).map((members) => ({ M: members }));
export const anyValue: fc.Arbitrary<Json> = fc.oneof(scalar, set, flag, list, map);

/** Values for the index keys, now and then of the wrong type. */
export const indexText = fc.oneof({ weight: 9, arbitrary: fc.constantFrom({ S: 'g1' }, { S: 'g2' }) }, number);
export const indexNumber = fc.oneof(
  { weight: 9, arbitrary: fc.constantFrom({ N: '1' }, { N: '2' }, { N: '-7' }) },
  text,
);

/** Mostly an item on which most expressions make sense, since refused requests compare little. */
export const usually = (usual: fc.Arbitrary<Json>, rare: fc.Arbitrary<Json>) =>
  fc.oneof({ weight: 8, arbitrary: usual }, { weight: 1, arbitrary: rare });
export const textSet = fc.subarray(['x', 'y', 'z'], { minLength: 1 }).map((members) => ({ SS: members }));
export const goodIndex = {
  g: fc.constantFrom({ S: 'g1' }, { S: 'g2' }),
  h: fc.constantFrom({ N: '1' }, { N: '2' }, { N: '-7' }),
};
