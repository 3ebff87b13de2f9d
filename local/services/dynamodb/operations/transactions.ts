import { AwsError } from '../../../kernel/aws-error.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import type { AccessRequest } from '../../../kernel/service.ts';
import { copyItem, type Item } from '../attribute-value.ts';
import { type Consumption, consumedCapacities, meterReads, meterWrites, parseCapacityRequest } from '../capacity.ts';
import { validationError } from '../errors.ts';
import { parseRequestExpressions } from '../expressions/request-expressions.ts';
import { limits } from '../limits.ts';
import { parseItem } from '../parse-attribute-value.ts';
import { type Input, parseArray, parseRecord } from '../parse-members.ts';
import type { TableStore } from '../table-store.ts';
import { writeKey } from './batches.ts';
import { answerItem, readItem } from './get-item.ts';
import { type PlannedWrite, planConditionCheck, planDelete, planPut, planUpdate } from './planned-write.ts';

interface RememberedAnswer {
  readonly request: string;
  readonly answer: object;
  readonly forgottenAtMs: number;
}

/** What each member of a transaction plans, and the permission that it needs. */
const plans = {
  ConditionCheck: { plan: planConditionCheck, action: 'dynamodb:ConditionCheckItem' },
  Put: { plan: planPut, action: 'dynamodb:PutItem' },
  Update: { plan: planUpdate, action: 'dynamodb:UpdateItem' },
  Delete: { plan: planDelete, action: 'dynamodb:DeleteItem' },
} as const;

/** TransactWriteItems and TransactGetItems. Calls never overlap here, so no transaction conflicts with another. */
export function createTransactions(kernel: Kernel, store: TableStore) {
  const answers = new Map<string, RememberedAnswer>();

  const write = (input: Input): object => {
    const capacity = parseCapacityRequest(input.ReturnConsumedCapacity);
    const writes = transactionMembers(input).map(({ kind, member }) => plans[kind].plan(store, member));
    if (new Set(writes.map(writeKey)).size !== writes.length) {
      throw validationError('Transaction request cannot include multiple operations on one item');
    }
    // Each write is done twice, to prepare and to commit it, and costs so.
    const consumptions = writes.map(({ consumption }) => doubled(consumption));
    for (const consumption of consumptions) meterWrites(kernel, consumption);
    if (writes.some(({ isAllowed }) => !isAllowed)) throw cancelled(writes);
    for (const { table, position, before, after } of writes) if (before !== after) table.write(position, after);
    return consumedCapacities(capacity, consumptions);
  };

  return {
    transactWriteItems: (input: Input) => {
      const token = input.ClientRequestToken;
      if (typeof token !== 'string') return write(input);
      const nowMs = kernel.clock.nowMs();
      for (const [known, { forgottenAtMs }] of answers) if (forgottenAtMs <= nowMs) answers.delete(known);
      const request = JSON.stringify(input.TransactItems);
      const remembered = answers.get(token);
      if (remembered !== undefined && remembered.request !== request) {
        throw new AwsError(
          'IdempotentParameterMismatchException',
          'A request with the same client token was made with other parameters',
        );
      }
      if (remembered !== undefined) return remembered.answer;
      const answer = write(input);
      answers.set(token, { request, answer, forgottenAtMs: nowMs + limits.transactionTokenMs });
      return answer;
    },

    transactGetItems: (input: Input) => {
      const capacity = parseCapacityRequest(input.ReturnConsumedCapacity);
      const reads = getMembers(input).map((member) => {
        const { projection } = parseRequestExpressions(member, ['ProjectionExpression']);
        const key = parseItem(parseRecord(member.Key, 'key'));
        return { projection, ...readItem(store.get(member.TableName), key, true) };
      });
      const consumptions = reads.map(({ consumption }) => doubled(consumption));
      for (const consumption of consumptions) meterReads(kernel, consumption);
      const responses = reads.map(({ item, projection }) =>
        item === null ? {} : { Item: answerItem(item, projection) },
      );
      return { Responses: responses, ...consumedCapacities(capacity, consumptions) };
    },
  };
}

/** Permissions of a transaction: those of its members, each on its table. */
export function transactWriteAccess(store: TableStore, input: Input): readonly AccessRequest[] {
  return transactionMembers(input).map(({ kind, member }) => ({
    action: plans[kind].action,
    resource: store.arnOf(member.TableName),
  }));
}

export function transactGetAccess(store: TableStore, input: Input): readonly AccessRequest[] {
  return getMembers(input).map(({ TableName }) => ({ action: 'dynamodb:GetItem', resource: store.arnOf(TableName) }));
}

function transactionMembers(input: Input): readonly { kind: keyof typeof plans; member: Input }[] {
  return parseTransactItems(input).map((item) => {
    const kinds = (Object.keys(plans) as (keyof typeof plans)[]).filter((kind) => item[kind] !== undefined);
    const [kind, ...others] = kinds;
    if (kind === undefined || others.length > 0) {
      throw validationError('TransactItems can only contain one of Check, Put, Update or Delete');
    }
    return { kind, member: parseRecord(item[kind], 'transactItems') };
  });
}

function getMembers(input: Input): readonly Input[] {
  return parseTransactItems(input).map(({ Get }) => parseRecord(Get, 'transactItems.get'));
}

function parseTransactItems(input: Input): readonly Input[] {
  const items = parseArray(input.TransactItems, 'transactItems').map((item) => parseRecord(item, 'transactItems'));
  if (items.length >= 1 && items.length <= limits.transactionActions) return items;
  throw validationError(
    "1 validation error detected: Value at 'transactItems' failed to satisfy constraint: " +
      `Member must have length less than or equal to ${limits.transactionActions}, ` +
      'Member must have length greater than or equal to 1',
  );
}

function cancelled(writes: readonly PlannedWrite[]): AwsError {
  const reasons = writes.map(({ isAllowed, itemOnRefusal }): { Code: string; Message?: string; Item?: Item } =>
    isAllowed
      ? { Code: 'None' }
      : {
          Code: 'ConditionalCheckFailed',
          Message: 'The conditional request failed',
          ...(itemOnRefusal === undefined ? {} : { Item: copyItem(itemOnRefusal) }),
        },
  );
  const codes = reasons.map(({ Code }) => Code).join(', ');
  return new AwsError(
    'TransactionCanceledException',
    `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`,
    { fields: { CancellationReasons: reasons } },
  );
}

function doubled({ table, tableUnits, indexUnits }: Consumption): Consumption {
  return {
    table,
    tableUnits: tableUnits * 2,
    indexUnits: new Map([...indexUnits].map(([index, units]) => [index, units * 2])),
  };
}
