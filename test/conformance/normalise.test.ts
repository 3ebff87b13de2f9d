import { describe, expect, it } from 'vitest';
import type { Transformer } from '../../tools/conformance/corpus/cases.ts';
import { normalise } from '../../tools/conformance/normalise/normalise.ts';

const account = { accountId: '111122223333', region: 'us-east-1' };
const form = (answer: unknown, transformers: Transformer[] = [], tokens: [string, string][] = []): unknown =>
  normalise({ answer }, { transformers, tokens, values: new Map(), account }).answer;

describe('an answer in the form of the recordings', () => {
  it('has the object that a member is the JSON text of, one level deep', () => {
    expect(form({ output: '{"a":"{\\"b\\":1}"}', list: '[1]', text: '"x"', in: ['{"c":1}'] })).toEqual({
      output: { a: '{"b":1}' },
      list: '[1]',
      text: '"x"',
      in: ['{"c":1}'],
    });
  });

  it('has tokens for the account, the region and the partition', () => {
    expect(form({ arn: 'arn:aws:sqs:us-east-1:111122223333:q' })).toEqual({
      arn: 'arn:<partition>:sqs:<region>:111111111111:q',
    });
  });

  it('has "datetime" for instants, "timestamp" below such keys, and "date" for times in texts', () => {
    const at = new Date('2026-03-10T17:00:00Z');
    expect(form({ startDate: at, timestamp: at, TimestampPath: '$.at', text: 'due 2026-03-10T17:00:00.5Z!' })).toEqual({
      startDate: 'datetime',
      timestamp: 'timestamp',
      TimestampPath: 'timestamp',
      text: 'due date!',
    });
  });

  it('numbers UUIDs of ids, everywhere the same', () => {
    const [a, b] = ['0b4a3d4e-0000-4000-8000-000000000001', '0b4a3d4e-0000-4000-8000-000000000002'];
    expect(form({ messageId: a, other: { Id: b }, text: `${b} follows ${a}` })).toEqual({
      messageId: '<uuid:1>',
      other: { Id: '<uuid:2>' },
      text: '<uuid:2> follows <uuid:1>',
    });
  });

  it('has the tokens of names as plain text, before the transformers', () => {
    const transformers = [{ kind: 'key', key: 'name', replacement: 'name', replaceReference: true }];
    expect(form({ name: 'abc', text: 'is abc' }, transformers, [['abc', '<machine>']])).toEqual({
      name: '<machine>',
      text: 'is <machine>',
    });
  });

  it('keeps what was replaced as a whole, where the recording shows it, although a name stands in it', () => {
    const options = {
      transformers: [{ kind: 'jsonpath', jsonpath: '$..arn', replacement: 'arn', replaceReference: true }],
      tokens: [['abc', '<machine>']] as const,
      values: new Map(),
      account,
    };
    const answers = { answer: { arn: 'x:abc' } };
    expect(normalise(answers, { ...options, recording: '{"arn":"<arn:1>"}' }).answer).toEqual({ arn: '<arn:1>' });
    expect(normalise(answers, { ...options, recording: '{"arn":"x:<machine>"}' }).answer).toEqual({
      arn: 'x:<machine>',
    });
  });

  it.each<[string, Transformer, unknown, unknown]>([
    ['key', { kind: 'key', key: 'a', replacement: 'r', replaceReference: false }, { a: 'x' }, { a: 'r' }],
    ['jsonpath', { kind: 'jsonpath', jsonpath: '$..b[0].c', replacement: 'r' }, { b: [{ c: 1 }] }, { b: [{ c: 'r' }] }],
    ['regex', { kind: 'regex', regex: '(?i)A+', replacement: 'r' }, { x: 'aAb' }, { x: 'rb' }],
    ['literal', { kind: 'literal', text: 'a.b', replacement: 'r' }, { x: 'a.b acb' }, { x: 'r acb' }],
    ['parse-output', { kind: 'parse-output' }, { output: '[1]' }, { output: [1] }],
    [
      'resource names',
      { kind: 'keyvalue-fn', fn: '_resource_name_transformer', replacement: 'resource', replaceReference: true },
      { a: 'arn:aws:sqs:us-east-1:111122223333:first', b: 'arn:aws:iam::111122223333:role/second' },
      {
        a: 'arn:<partition>:sqs:<region>:111111111111:<resource:1>',
        b: 'arn:<partition>:iam::111111111111:role/<resource:2>',
      },
    ],
    [
      'sorted variable references',
      { kind: '_SfnSortVariableReferences' },
      { variableReferences: { S: ['b', 'a'] } },
      { variableReferences: { S: ['a', 'b'] } },
    ],
  ])('is transformed by %s', (_, transformer, answer, expected) => {
    expect(form(answer, [transformer])).toEqual(expected);
  });

  it('has sorted events of a Parallel, without ids and without its first end, as the tool of the recordings left them', () => {
    const types = [
      'ParallelStateStarted',
      'WaitStateEntered',
      'PassStateEntered',
      'ParallelStateSucceeded',
      'ParallelStateExited',
    ];
    const events = types.map((type, at) => ({ id: at + 1, previousEventId: at, type }));
    expect(form({ events }, [{ kind: 'SfnNoneRecursiveParallelTransformer' }])).toEqual({
      events: [
        { id: 1, previousEventId: 0, type: 'ParallelStateStarted' },
        { id: [0], previousEventId: 0, type: 'PassStateEntered' },
        { id: [0], previousEventId: 0, type: 'WaitStateEntered' },
        { id: 5, previousEventId: 4, type: 'ParallelStateExited' },
      ],
    });
  });

  it('is refused where a transformer is not known', () => {
    expect(() => form({}, [{ kind: 'rot13' }])).toThrow('no transformer of kind rot13');
  });
});
