import fc from 'fast-check';
import jsonata from 'jsonata';
import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../../../local/engine/asl.ts';
import { Payload } from '../../../../local/engine/payload.ts';
import type { QueryScope } from '../../../../local/engine/query-language/query.ts';
import { compileSimple, unsettled } from '../../../../local/engine/query-language/simple-expressions.ts';

const leaf = fc.oneof(
  fc.constantFrom('', 'x', 'y', '1', '-2.5', '01', '1e3'),
  fc.integer({ min: -1, max: 2 }),
  fc.boolean(),
  fc.constant(null),
);
const { document } = fc.letrec<{ document: Json; members: JsonObject }>((tie) => ({
  document: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    tie('members'),
    fc.array(leaf, { maxLength: 2 }),
  ),
  members: fc.dictionary(fc.constantFrom('a', 'b', 'c', '__proto__', 'length'), tie('document'), { maxKeys: 4 }),
}));

const name = fc.constantFrom('a', 'b', 'c', 'length', 'constructor');
const pathText = fc
  .tuple(
    fc.constantFrom('$states.input', '$states.result', '$states.context', '$states', '$v', '$w', '$'),
    fc.array(name, { maxLength: 3 }),
  )
  .map(([start, names]) => [start, ...names].join('.'));
const { expression } = fc.letrec<{ expression: string }>((tie) => {
  const both = (template: (one: string, other: string) => string) =>
    fc.tuple(tie('expression'), tie('expression')).map(([one, other]) => template(one, other));
  return {
    expression: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      pathText,
      fc.constantFrom("''", "'x'", '0', '1', 'true', 'false', 'null', '-1'),
      fc
        .constantFrom('&', '=', '!=', '<', '<=', '>', '>=', 'and', 'or', '+')
        .chain((operator) => both((one, other) => `(${one} ${operator} ${other})`)),
      fc
        .tuple(tie('expression'), tie('expression'), tie('expression'))
        .map(([test, yes, no]) => `(${test} ? ${yes} : ${no})`),
      fc
        .constantFrom('exists', 'not', 'count')
        .chain((called) => tie('expression').map((given) => `$${called}(${given})`)),
      pathText.map((path) => `${path}[0]`),
    ),
  };
});

function scopeOf(input: Json, result: Json, variables: JsonObject): QueryScope {
  return {
    input: Payload.ofValue(input),
    result: Payload.ofValue(result),
    context: () => ({ a: { b: 1 } }),
    variables,
    nowMs: 0,
    random: () => 0,
  };
}

/** What JSONata makes of it; `unsettled` where it gives nothing, or fails. */
async function byJsonata(source: string, { variables, ...scope }: QueryScope): Promise<unknown> {
  const states = { input: scope.input.value, result: scope.result?.value, context: scope.context() };
  try {
    const result: unknown = await jsonata(source).evaluate({}, { ...variables, states });
    return result === undefined ? unsettled : result;
  } catch {
    return unsettled;
  }
}

const simplyAnswered = (source: string, scope: QueryScope): unknown => {
  const simple = compileSimple(jsonata(source).ast());
  return simple === undefined ? unsettled : simple(scope);
};

describe('a simple expression', () => {
  it('is answered as JSONata answers it, or not at all (S1)', async () => {
    let answered = 0;
    await fc.assert(
      fc.asyncProperty(expression, document, document, document, document, async (source, input, result, v, w) => {
        const scope = scopeOf(input, result, { v, w } as JsonObject);
        const simple = simplyAnswered(source, scope);
        if (simple === unsettled) return;
        answered += 1;
        expect(simple).toEqual(await byJsonata(source, scope));
      }),
      { numRuns: 2_000 },
    );
    // What this would catch: a compiler that finds nothing simple.
    expect(answered).toBeGreaterThan(300);
  });

  it.each([
    ['$states.input.a.b', 1],
    ["'x' & $v", 'xy'],
    ['$exists($states.input.a.c.d)', false],
    ["$number('-1.50')", -1.5],
    ['$type($states.input.a)', 'object'],
    ['$v != null and $states.input.a.b > 0', true],
    ["$not($exists($v)) ? 'no' : $v", 'y'],
  ])('is answered: %s', (source, expected) => {
    expect(simplyAnswered(source, scopeOf({ a: { b: 1 } }, null, { v: 'y' }))).toBe(expected);
  });

  it.each([
    '$states.input.a[0]',
    '$states.input.a.$string()',
    '$now()',
    '$states.input.a.{"b": b}',
    '$states.input.a^(b)',
    '$v := 1',
    '$states.input.*',
    'a.b',
    '$v(1)',
  ])('is none: %s', (source) => {
    expect(compileSimple(jsonata(source).ast())).toBeUndefined();
  });

  it('does not take a function of JSONata for a variable that is not there', () => {
    expect(simplyAnswered('$exists($sum)', scopeOf({}, null, {}))).toBe(unsettled);
  });

  it('does not take a function for one that a variable has replaced', () => {
    expect(simplyAnswered('$not($v)', scopeOf({}, null, { v: true, not: 'mine' }))).toBe(unsettled);
  });
});
