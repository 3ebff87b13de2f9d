import { beforeEach, describe, expect, it } from 'vitest';
import { createDynamoDb, failureOf, key } from './create-dynamodb.ts';

let db: ReturnType<typeof createDynamoDb>;

const item = {
  ...key('p', 'a'),
  n: { N: '10' },
  s: { S: 'käse' },
  flag: { BOOL: false },
  nil: { NULL: true },
  bytes: { B: new Uint8Array([255, 1]) },
  tags: { SS: ['red', 'blue'] },
  legs: { L: [{ M: { x: { N: '1' } } }, { S: 'two' }] },
  tree: { M: { deep: { L: [{ N: '5' }] } } },
};

beforeEach(async () => {
  db = createDynamoDb();
  await db.createTable();
  await db.put(item);
});

/** Whether a scan with this filter finds the item; `?` stands for the values in turn. */
async function holds(expression: string, ...values: Record<string, unknown>[]): Promise<boolean> {
  let count = 0;
  const text = expression.replace(/\?/g, () => `:v${count++}`);
  const { Count } = await db.call('Scan', {
    TableName: 'items',
    FilterExpression: text,
    ...(values.length === 0
      ? {}
      : { ExpressionAttributeValues: Object.fromEntries(values.map((value, at) => [`:v${at}`, value])) }),
  });
  return Count === 1;
}

describe('conditions that hold', () => {
  it.each<[string, ...Record<string, unknown>[]]>([
    ['n = ?', { N: '1.0e1' }],
    ['n > ? AND n < ?', { N: '9.99999999999999999999' }, { N: '10.00000000000000000001' }],
    ['tree.deep[0] = ?', { N: '5' }],
    ['legs = ?', { L: [{ M: { x: { N: '1' } } }, { S: 'two' }] }],
    ['tree = ?', { M: { deep: { L: [{ N: '5.0' }] } } }],
    ['tags = ?', { SS: ['blue', 'red'] }],
    ['flag = ?', { BOOL: false }],
    ['nil = ?', { NULL: true }],
    ['bytes > ?', { B: new Uint8Array([254]) }],
    ['contains(legs, ?)', { M: { x: { N: '1' } } }],
    ['contains(tags, ?)', { S: 'red' }],
    ['contains(s, ?)', { S: 'äs' }],
    ['begins_with(bytes, ?)', { B: new Uint8Array([255]) }],
    ['attribute_type(nil, ?)', { S: 'NULL' }],
    ['size(tree) = ? AND size(bytes) = ?', { N: '1' }, { N: '2' }],
    ['n IN (?, ?)', { S: '10' }, { N: '10' }],
    ['gone <> ?', { S: 'x' }],
    ['NOT gone = ?', { S: 'x' }],
    ['not n = ? and n = ?', { N: '1' }, { N: '10' }],
    ['n = ? OR n = ? AND n = ?', { N: '10' }, { N: '1' }, { N: '2' }],
    ['NOT NOT attribute_exists(n)'],
    ['(n) = (?)', { N: '10' }],
  ])('%s', async (expression, ...values) => {
    expect(await holds(expression, ...values)).toBe(true);
  });
});

describe('conditions that do not hold', () => {
  it.each<[string, ...Record<string, unknown>[]]>([
    ['n = ?', { S: '10' }],
    ['gone = ?', { S: 'x' }],
    ['gone < ?', { N: '1' }],
    ['flag <= ?', { BOOL: true }],
    ['size(n) > ?', { N: '0' }],
    ['n BETWEEN ? AND ?', { N: '10.1' }, { N: '11' }],
    ['s < ?', { S: 'kz' }],
    ['legs[2] <> gone AND attribute_exists(legs[2])'],
    ['(n = ? OR n = ?) AND n = ?', { N: '10' }, { N: '1' }, { N: '2' }],
  ])('%s', async (expression, ...values) => {
    expect(await holds(expression, ...values)).toBe(false);
  });
});

describe('conditions that are refused', () => {
  it.each([
    ['n = :v extra', 'Syntax error; token: "extra", near: ":v extra"'],
    ['n', 'Syntax error; token: "<EOF>", near: "n"'],
    ['n = :v OR', 'Syntax error; token: "<EOF>", near: "OR"'],
    ['n IN :v', 'Syntax error; token: ":v", near: "IN :v"'],
    ['((n = :v))', 'The expression has redundant parentheses;'],
    [
      'size(n, s) = :v',
      'Incorrect number of operands for operator or function; operator or function: size, number of operands: 2',
    ],
    [
      'n BETWEEN :v AND :w',
      'The BETWEEN operator requires same data type for lower and upper bounds; lower bound operand: AttributeValue: {N:1}, upper bound operand: AttributeValue: {S:x}',
    ],
    [
      `n IN (${Array(101).fill(':v').join(', ')})`,
      'The IN operator is provided with too many operands; number of operands: 101',
    ],
  ])('%s', async (FilterExpression, message) => {
    const values = { ':v': { N: '1' }, ...(FilterExpression.includes(':w') ? { ':w': { S: 'x' } } : {}) };
    const scan = db.call('Scan', { TableName: 'items', FilterExpression, ExpressionAttributeValues: values });
    expect((await failureOf(scan)).message).toBe(`Invalid FilterExpression: ${message}`);
  });
});
