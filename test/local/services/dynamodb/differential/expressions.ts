import fc from 'fast-check';
import {
  anyValue,
  flag,
  indexNumber,
  indexText,
  type Json,
  list,
  map,
  number,
  scalar,
  set,
  text,
  textSet,
  usually,
} from './values.ts';

/** An expression under construction: its text, and the placeholders that it uses. */
export interface Fragment {
  readonly text: string;
  readonly values: readonly Json[];
}

const path = fc.constantFrom('a', 'a', 'b', 'b', '#c', 'l', 'l[0]', 'l[1]', 'm', 'm.x', 'm.y', 'a.x', 'h', 'gone');
const valueFragment = (value: fc.Arbitrary<Json>): fc.Arbitrary<Fragment> =>
  value.map((json) => ({ text: '?', values: [json] }));
const pathFragment: fc.Arbitrary<Fragment> = path.map((name) => ({ text: name, values: [] }));

/** Fills `%` of the template with the fragments, in order. */
const compose = (template: string, parts: readonly Fragment[]): Fragment => {
  const texts = parts.map((part) => part.text);
  return { text: template.replace(/%/g, () => texts.shift()!), values: parts.flatMap(({ values }) => values) };
};
const composed = (template: string, ...parts: fc.Arbitrary<Fragment>[]): fc.Arbitrary<Fragment> =>
  fc.tuple(...parts).map((fragments) => compose(template, fragments));

const comparison = fc.constantFrom('=', '<>', '<', '<=', '>', '>=').chain((comparator) => {
  const literal = valueFragment(comparator === '=' || comparator === '<>' ? fc.oneof(scalar, set, flag) : scalar);
  return fc.oneof(
    composed(`% ${comparator} %`, pathFragment, literal),
    composed(`% ${comparator} %`, literal, pathFragment),
  );
});
const leaf: fc.Arbitrary<Fragment> = fc.oneof(
  comparison,
  composed('attribute_exists(%)', pathFragment),
  composed('attribute_not_exists(%)', pathFragment),
  composed('begins_with(%, %)', pathFragment, valueFragment(text)),
  composed('contains(%, %)', pathFragment, valueFragment(scalar)),
  composed('attribute_type(%, %)', pathFragment, valueFragment(fc.constantFrom({ S: 'N' }, { S: 'SS' }, { S: 'Q' }))),
  composed('size(%) > %', pathFragment, valueFragment(number)),
  composed('% BETWEEN % AND %', pathFragment, valueFragment(number), valueFragment(number)),
  composed('% IN (%, %)', pathFragment, valueFragment(scalar), valueFragment(scalar)),
  composed('size(%) in (%)', pathFragment, valueFragment(number)),
);
/** Well-formed conditions that AWS refuses all the same. */
const refusedCondition: fc.Arbitrary<Fragment> = fc.oneof(
  composed('attribute_exists(%)', valueFragment(scalar)),
  composed('size(%)', pathFragment),
  composed('((% = %))', pathFragment, valueFragment(scalar)),
  composed('nosuch(%)', pathFragment),
  composed('begins_with(%, %)', pathFragment, valueFragment(number)),
  composed('begins_with(%)', pathFragment),
  composed('contains(%, a) = %', pathFragment, valueFragment(scalar)),
  composed('status = %', valueFragment(scalar)),
  composed('a = :undefined', pathFragment).map(({ text }) => ({ text, values: [] })),
  composed('#undefined = %', valueFragment(scalar)),
  composed('a = a', pathFragment).map(({ text }) => ({ text, values: [] })),
  composed('a = = %', valueFragment(scalar)),
  composed('a = % AND', valueFragment(scalar)),
);
export const condition: fc.Arbitrary<Fragment> = fc.oneof(
  { weight: 8, arbitrary: leaf },
  { weight: 4, arbitrary: composed('% AND %', leaf, leaf) },
  { weight: 6, arbitrary: composed('% or NOT (% AND %)', leaf, leaf, leaf) },
  { weight: 4, arbitrary: composed('NOT % AND (% OR %)', leaf, leaf, leaf) },
  { weight: 1, arbitrary: refusedCondition },
);

const namedFragment = (...names: string[]): fc.Arbitrary<Fragment> =>
  fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...names).map((name) => ({ text: name, values: [] })) },
    { weight: 1, arbitrary: pathFragment },
  );
const setValue: fc.Arbitrary<Fragment> = fc.oneof(
  valueFragment(anyValue),
  namedFragment('a', 'b', 'l', 'm', 'm.x'),
  composed('% + %', fc.oneof(namedFragment('a'), valueFragment(number)), valueFragment(number)),
  composed('% - %', namedFragment('a'), valueFragment(number)),
  composed('if_not_exists(%, %)', pathFragment, valueFragment(anyValue)),
  composed('if_not_exists(%, %) + %', namedFragment('a', 'gone'), valueFragment(number), valueFragment(number)),
  composed('list_append(%, %)', namedFragment('l'), valueFragment(list)),
  composed('list_append(if_not_exists(l, %), %)', valueFragment(list), valueFragment(list)),
  composed('list_append(%, %)', pathFragment, valueFragment(number)),
);
const setAction = fc.oneof(
  composed('a = %', setValue),
  composed('b = %', setValue),
  composed('m.x = %', valueFragment(scalar)),
  composed('l[1] = %', valueFragment(scalar)),
  composed('m = %', valueFragment(map)),
  composed('g = %', valueFragment(indexText)),
  composed('h = %', valueFragment(indexNumber)),
  fc.oneof(
    { weight: 8, arbitrary: composed('b = %', valueFragment(text)) },
    { weight: 1, arbitrary: composed('pk = %', valueFragment(text)) },
    { weight: 1, arbitrary: composed('a = nosuch(%)', pathFragment) },
  ),
);
export const update: fc.Arbitrary<Fragment> = fc
  .tuple(
    fc.uniqueArray(setAction, { maxLength: 2, selector: ({ text }) => text.split(' ')[0] }),
    fc.subarray(['#c', 'm.y', 'b', 'g'], { maxLength: 2 }),
    fc.option(
      fc.oneof(
        composed('a %', valueFragment(usually(number, fc.oneof(set, text)))),
        composed('#c %', valueFragment(textSet)),
      ),
    ),
    fc.option(composed('#c %', valueFragment(usually(textSet, fc.oneof(set, number))))),
  )
  .filter(([sets, removes, add, remove]) => sets.length + removes.length > 0 || add !== null || remove !== null)
  // dynalite lets what SET copies and what another action changes in place be one object.
  .filter(([sets, , add, remove]) => {
    const copies = sets.some((set) => /= .*\b(a|b|c|l|m|h)\b/.test(set.text));
    const changesInPlace = sets.some((set) => /^\w+[.[]/.test(set.text)) || add !== null || remove !== null;
    return !(copies && changesInPlace);
  })
  .map(([sets, removes, add, remove]) => {
    const removal = removes.length === 0 ? [] : [{ text: `REMOVE ${removes.join(', ')}`, values: [] }];
    const sections = [
      ...(sets.length === 0 ? [] : [compose(`SET ${sets.map(() => '%').join(', ')}`, sets)]),
      ...removal,
      ...(add === null ? [] : [compose('ADD %', [add])]),
      ...(remove === null ? [] : [compose('delete %', [remove])]),
    ];
    return compose(sections.map(() => '%').join(' '), sections);
  });

/** Members of a request for its expressions: `?` become `:v0`, `:v1` …; `#c` is defined if it is used. */
export const expressionMembers = (expressions: Readonly<Record<string, Fragment | null>>): Json => {
  const values: Record<string, Json> = {};
  const texts: Json = {};
  let count = 0;
  for (const [member, fragment] of Object.entries(expressions)) {
    if (fragment === null) continue;
    const own = [...fragment.values];
    texts[member] = fragment.text.replace(/\?/g, () => {
      const name = `:v${count}`;
      count += 1;
      values[name] = own.shift()!;
      return name;
    });
  }
  const all = Object.values(texts).join(' ');
  return {
    ...texts,
    ...(count > 0 ? { ExpressionAttributeValues: values } : {}),
    ...(all.includes('#c') ? { ExpressionAttributeNames: { '#c': 'c' } } : {}),
  };
};

export const projection = fc.option(
  fc
    .subarray(['a', '#c', 'l[1]', 'l[0]', 'm.x', 'm.y', 'b', 'm'], { minLength: 1 })
    .map((paths): Fragment => ({ text: paths.join(', '), values: [] })),
);

export const keyCondition = (
  hash: string,
  hashValue: fc.Arbitrary<Json>,
  range: string,
  rangeValue: fc.Arbitrary<Json>,
) => {
  const value = valueFragment(rangeValue);
  const equal = composed(`${hash} = %`, valueFragment(hashValue));
  return fc.oneof(
    equal,
    ...['=', '<', '<=', '>', '>='].map((comparator) => composed(`% AND ${range} ${comparator} %`, equal, value)),
    composed(`% AND ${range} BETWEEN % AND %`, equal, value, value),
    composed(`% AND begins_with(${range}, %)`, equal, value),
    composed(`% <= ${range} AND %`, value, equal),
    composed(`${range} = %`, value),
    composed(`% OR ${range} = %`, equal, value),
  );
};
