import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import type { GetCommandInput, PutCommandInput, QueryCommandInput, UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { applyUpdate, isMet } from './expressions.ts';

export type Item = Record<string, unknown>;

/** Tables in memory that answer the document client's commands, each atomically. Items are never changed, only replaced. */
export class MemoryTables {
  readonly items = new Map<string, Item>();
  /** What the item was before its last change: what an eventually consistent read may still see. */
  readonly previous = new Map<string, Item | undefined>();

  execute(command: string, input: unknown): unknown {
    switch (command) {
      case 'GetCommand':
        return this.get(input as GetCommandInput);
      case 'PutCommand':
        return this.put(input as PutCommandInput);
      case 'UpdateCommand':
        return this.update(input as UpdateCommandInput);
      case 'QueryCommand':
        return this.query(input as QueryCommandInput);
      default:
        throw new TypeError(`the table does not know ${command}`);
    }
  }

  find(table: string, pk: string, sk?: string): Item | undefined {
    return this.items.get(keyOf(table, { pk, sk }));
  }

  private get({ TableName, Key, ConsistentRead }: GetCommandInput): unknown {
    const key = keyOf(TableName, Key);
    const stale = ConsistentRead !== true && this.previous.has(key);
    const item = stale ? this.previous.get(key) : this.items.get(key);
    return item === undefined ? {} : { Item: item };
  }

  private put(input: PutCommandInput): unknown {
    const item = input.Item as Item;
    this.write(keyOf(input.TableName, item), input, item);
    return {};
  }

  private update(input: UpdateCommandInput): unknown {
    const key = keyOf(input.TableName, input.Key);
    const scope = {
      item: this.items.get(key) ?? { ...input.Key },
      names: input.ExpressionAttributeNames ?? {},
      values: input.ExpressionAttributeValues ?? {},
    };
    const changed = applyUpdate(input.UpdateExpression ?? '', scope);
    this.write(key, input, changed);
    return input.ReturnValues === 'ALL_NEW' ? { Attributes: changed } : {};
  }

  private write(key: string, input: PutCommandInput | UpdateCommandInput, next: Item): void {
    const item = this.items.get(key);
    const scope = {
      item: item ?? {},
      names: input.ExpressionAttributeNames ?? {},
      values: input.ExpressionAttributeValues ?? {},
    };
    if (input.ConditionExpression !== undefined && !isMet(input.ConditionExpression, scope)) {
      const shown = input.ReturnValuesOnConditionCheckFailure === 'ALL_OLD' ? item : undefined;
      throw new ConditionalCheckFailedException({
        message: 'The conditional request failed',
        $metadata: {},
        ...(shown && { Item: marshall(shown, { removeUndefinedValues: true }) }),
      });
    }
    this.previous.set(key, item);
    this.items.set(key, next);
  }

  private query(input: QueryCommandInput): unknown {
    const names = input.ExpressionAttributeNames ?? {};
    const values = input.ExpressionAttributeValues ?? {};
    const conditions = [input.KeyConditionExpression ?? '', input.FilterExpression ?? ''];
    const found = [...this.items]
      .filter(([key, item]) => {
        if (!key.startsWith(`${input.TableName}|`)) return false;
        return conditions.every((condition) => isMet(condition, { item, names, values }));
      })
      .map(([, item]) => ({ sk: item.sk, type: item.type }))
      .sort((a, b) => ((a.sk as string) < (b.sk as string) ? -1 : 1));
    return { Items: input.ScanIndexForward === false ? found.reverse() : found };
  }
}

const keyOf = (table: string | undefined, { pk, sk }: Item = {}): string => `${table}|${pk}|${sk ?? ''}`;
