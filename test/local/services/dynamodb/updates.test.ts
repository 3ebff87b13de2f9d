import { beforeEach, describe, expect, it } from 'vitest';
import { createDynamoDb, failureOf, key } from './create-dynamodb.ts';

let db: ReturnType<typeof createDynamoDb>;

beforeEach(async () => {
  db = createDynamoDb();
  await db.createTable();
});

const numbers = (...texts: string[]) => ({ L: texts.map((text) => ({ N: text })) });

/** Applies an update to an item with these attributes, and returns the attributes after it. */
async function updated(attributes: Record<string, Record<string, unknown>>, expression: string, values?: object) {
  await db.put({ ...key('p', 'a'), ...attributes });
  const { Attributes } = await db.update('p', 'a', {
    UpdateExpression: expression,
    ...(values === undefined ? {} : { ExpressionAttributeValues: values }),
  });
  const { pk: _pk, sk: _sk, ...others } = Attributes!;
  return others;
}

describe('positions in lists', () => {
  it('are those from before the update', async () => {
    expect(await updated({ l: numbers('0', '1', '2', '3') }, 'REMOVE l[0], l[1]')).toEqual({ l: numbers('2', '3') });
  });

  it('beyond the end append in their order, without a gap', async () => {
    const values = { ':a': { N: '8' }, ':b': { N: '9' } };
    expect(await updated({ l: numbers('0') }, 'SET l[7] = :b, l[3] = :a', values)).toEqual({
      l: numbers('0', '8', '9'),
    });
  });

  it('may be set and removed in one update', async () => {
    const values = { ':n': { N: '9' } };
    expect(await updated({ l: numbers('0', '1', '2') }, 'REMOVE l[0] SET l[2] = :n', values)).toEqual({
      l: numbers('1', '9'),
    });
  });
});

describe('operands', () => {
  it('are read from the item as it was', async () => {
    const before = { a: { N: '1' }, b: { N: '2' } };
    expect(await updated(before, 'SET a = b, b = a')).toEqual({ a: { N: '2' }, b: { N: '1' } });
  });

  it('are added and subtracted exactly', async () => {
    const before = { a: { N: '12345678901234567890.000000001' }, b: { N: '0.1' } };
    const values = { ':one': { N: '1' }, ':fifth': { N: '0.2' } };
    expect(await updated(before, 'SET a = a + :one, b = b + :fifth', values)).toEqual({
      a: { N: '12345678901234567891.000000001' },
      b: { N: '0.3' },
    });
  });

  it('give no number of more than 38 digits', async () => {
    const refused = updated({ a: { N: '1e37' } }, 'SET a = a + :n', { ':n': { N: '0.1' } });
    expect((await failureOf(refused)).message).toBe('Attempting to store more than 38 significant digits in a Number');
  });

  it('may be nested: a counter begins at zero, a list at nothing', async () => {
    const values = { ':zero': { N: '0' }, ':one': { N: '1' }, ':none': { L: [] }, ':new': numbers('7') };
    const expression = 'SET tries = if_not_exists(tries, :zero) + :one, l = list_append(if_not_exists(l, :none), :new)';
    expect(await updated({}, expression, values)).toEqual({ tries: { N: '1' }, l: numbers('7') });
    expect(await updated({ tries: { N: '4' }, l: numbers('1') }, expression, values)).toEqual({
      tries: { N: '5' },
      l: numbers('1', '7'),
    });
  });
});

describe('sets', () => {
  it('gain with ADD, lose with DELETE, and vanish with their last member', async () => {
    const before = { a: { SS: ['x'] }, b: { NS: ['1', '2'] }, c: { BS: [new Uint8Array([1])] } };
    const values = { ':a': { SS: ['x', 'y'] }, ':b': { NS: ['2.0'] }, ':c': { BS: [new Uint8Array([1])] } };
    expect(await updated(before, 'ADD a :a DELETE b :b, c :c', values)).toEqual({
      a: { SS: ['x', 'y'] },
      b: { NS: ['1'] },
    });
  });
});

describe('an update', () => {
  it('creates the item that is not there', async () => {
    const { Attributes } = await db.update('p', 'new', {});
    expect(Attributes).toEqual(key('p', 'new'));
  });

  it('answers the updated attributes, old and new, in the shape of the item', async () => {
    await db.put({ ...key('p', 'a'), m: { M: { x: { N: '1' }, y: { N: '2' } } }, s: { S: 'same' } });
    const change = (returned: string) =>
      db.update('p', 'a', {
        UpdateExpression: 'SET m.x = m.x + :one',
        ExpressionAttributeValues: { ':one': { N: '1' } },
        ReturnValues: returned,
      });
    expect((await change('UPDATED_OLD')).Attributes).toEqual({ m: { M: { x: { N: '1' } } } });
    expect((await change('UPDATED_NEW')).Attributes).toEqual({ m: { M: { x: { N: '3' } } } });
  });

  it.each([
    [
      'SET a = :v, a.b = :v',
      'Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a], path two: [a, b]',
    ],
    [
      'SET a[0] = :v, a.b = :v',
      'Two document paths conflict with each other; must remove or rewrite one of these paths; path one: [a, [0]], path two: [a, b]',
    ],
    ['SET a = :v SET b = :v', 'The "SET" section can only be used once in an update expression;'],
    ['SET status = :v', 'Attribute name is a reserved keyword; reserved keyword: status'],
    ['SET a = :w', 'An expression attribute value used in expression is not defined; attribute value: :w'],
    ['SET #a = :v', 'An expression attribute name used in the document path is not defined; attribute name: #a'],
    ['SET a :v', 'Syntax error; token: ":v", near: "a :v"'],
    ['SET a = :v,', 'Syntax error; token: "<EOF>", near: ","'],
    ['SET a = :v $', 'Syntax error; token: "$", near: ":v $"'],
    ['', 'The expression can not be empty;'],
  ])('is refused when it says %j', async (UpdateExpression, message) => {
    const refused = db.update('p', 'a', { UpdateExpression, ExpressionAttributeValues: { ':v': { S: 'x' } } });
    expect((await failureOf(refused)).message).toBe(`Invalid UpdateExpression: ${message}`);
  });

  it('never changes a key', async () => {
    const refused = db.update('p', 'a', { UpdateExpression: 'REMOVE sk' });
    expect((await failureOf(refused)).message).toBe(
      'One or more parameter values were invalid: Cannot update attribute sk. This attribute is part of the key',
    );
  });
});
