import { describe, expect, it } from 'vitest';
import type { Json } from '../../../../../local/engine/asl.ts';
import { parsePath } from '../../../../../local/engine/query-language/json-path/parse-path.ts';
import { readPath } from '../../../../../local/engine/query-language/json-path/read-path.ts';
import { PathSyntaxError } from '../../../../../local/engine/query-language/json-path/scanner.ts';
import { writePath } from '../../../../../local/engine/query-language/json-path/write-path.ts';

const store: Json = {
  books: [
    { title: 'A', price: 8, tags: ['new'] },
    { title: 'B', price: 12 },
    { title: 'C', price: 23, sold: null },
  ],
  'odd name': { "it's": 1, back: 2 },
  'Test\\""Name"': 3,
  'a-b': 4,
};

function read(text: string, document: Json = store): Json {
  return readPath(parsePath(text), {
    document: () => document,
    context: () => ({ State: { Name: 'S' } }),
    variable: (name) => (name === 'known' ? { list: [1, 2, 3] } : undefined),
  });
}

describe('a path', () => {
  it.each([
    ['$.books[0].title', 'A'],
    ['$.books[-1].title', 'C'],
    ["$['books'][1]['price']", 12],
    ['$["odd name"]["it\'s"]', 1],
    ["$['odd name']['it\\'s']", 1],
    ['$[\'Test\\""Name"\']', 3],
    ['$.a-b', 4],
    ['$.books[2].sold', null],
    ['$$.State.Name', 'S'],
    ['$known.list[1]', 2],
  ])('%s leads to one place', (text, expected) => {
    expect(read(text)).toEqual(expected);
  });

  it.each([
    ['$.books[*].title', ['A', 'B', 'C']],
    ['$.books[0,2].title', ['A', 'C']],
    ['$.books[1:].price', [12, 23]],
    ['$.books[:-1].price', [8, 12]],
    ['$..price', [8, 12, 23]],
    ['$.books[?(@.price > 10)].title', ['B', 'C']],
    ["$.books[?(@.price < 10 || @.title == 'C')].title", ['A', 'C']],
    ["$.books[?(@.tags && @.title != 'B')].title", ['A']],
    ['$.books[?(!(@.price >= 12))].title', ['A']],
    ["$.books[?(@.title in ['A', 'B'])].price", [8, 12]],
    ['$.books[?(@.title =~ /[bc]/i)].price', [12, 23]],
    ["$.books[0]['title','price']", [{ title: 'A', price: 8 }]],
    ['$.nothing[*].here', []],
    ['$.nothing[1:]', []],
    ['$[*]', []],
  ])('%s gives the list of what it finds', (text, expected) => {
    expect(read(text, text === '$[*]' ? {} : store)).toEqual(expected);
  });

  it.each([
    ['$.missing', "No results for path: $['missing']"],
    ['$.missing.more', "Missing property in path $['missing']"],
    ['$.books.length()', "Property ['length()'] not found in path $['books']"],
    ['$.books[9]', "No results for path: $['books'][9]"],
    ['$unknown', 'No results for path: $unknown'],
  ])('%s leads nowhere', (text, message) => {
    expect(() => read(text)).toThrow(message);
  });

  it.each(['', 'books', '$.', '$[', '$[0', "$['open", '$.a b', '$[?(@.a ==)]', '$[?(@.a =~ /(/)]', '$.a]'])(
    'is refused where it is %s',
    (text) => {
      expect(() => parsePath(text)).toThrow(PathSyntaxError);
    },
  );
});

describe('writing to a path', () => {
  const write = (text: string, document: Json, value: Json) => writePath(parsePath(text).steps, document, value);

  it('makes the objects that lead there and leaves the document that was given alone', () => {
    const document = { a: { kept: 1 } };
    expect(write('$.a.b.c', document, 2)).toEqual({ a: { kept: 1, b: { c: 2 } } });
    expect(document).toEqual({ a: { kept: 1 } });
  });

  it('replaces items of an array, and never adds one', () => {
    expect(write('$.list[1]', { list: [1, 2] }, 'x')).toEqual({ list: [1, 'x'] });
    expect(write('$.list[2]', { list: [1, 2] }, 'x')).toBeUndefined();
  });

  it('gives nothing where something else is in the way', () => {
    expect(write('$.a.b', { a: 'text' }, 1)).toBeUndefined();
    expect(write('$.a', 'text', 1)).toBeUndefined();
  });
});
