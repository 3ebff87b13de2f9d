import type { Kernel } from '../../../kernel/kernel.ts';
import { copyItem, type Item } from '../attribute-value.ts';
import { consumedCapacity, meterWrites, parseCapacityRequest } from '../capacity.ts';
import { conditionalCheckFailed, validationError } from '../errors.ts';
import { projectItem } from '../expressions/projection.ts';
import { type Input, parseEnum } from '../parse-members.ts';
import type { TableStore } from '../table-store.ts';
import { type PlannedWrite, planDelete, planPut, planUpdate } from './planned-write.ts';

const returnValues = ['ALL_NEW', 'UPDATED_OLD', 'ALL_OLD', 'NONE', 'UPDATED_NEW'] as const;
type ReturnValues = (typeof returnValues)[number];

/** PutItem, UpdateItem and DeleteItem. */
export function createItemWrites(kernel: Kernel, store: TableStore) {
  const run = (input: Input, plan: (store: TableStore, input: Input) => PlannedWrite, returned: ReturnValues) => {
    const capacity = parseCapacityRequest(input.ReturnConsumedCapacity);
    const write = plan(store, input);
    meterWrites(kernel, write.consumption);
    if (!write.isAllowed) throw conditionalCheckFailed(write.itemOnRefusal);
    write.table.write(write.position, write.after);
    return { ...returnedAttributes(write, returned), ...consumedCapacity(capacity, write.consumption) };
  };

  return {
    putItem: (input: Input) => run(input, planPut, parseOldOnly(input.ReturnValues)),
    deleteItem: (input: Input) => run(input, planDelete, parseOldOnly(input.ReturnValues)),
    updateItem: (input: Input) => run(input, planUpdate, parseReturnValues(input.ReturnValues)),
  };
}

function parseReturnValues(input: unknown): ReturnValues {
  return parseEnum(input, 'returnValues', returnValues, 'NONE');
}

function parseOldOnly(input: unknown): ReturnValues {
  const returned = parseReturnValues(input);
  if (returned === 'ALL_OLD' || returned === 'NONE') return returned;
  throw validationError('ReturnValues can only be ALL_OLD or NONE');
}

function returnedAttributes(write: PlannedWrite, returned: ReturnValues): { Attributes?: Item } {
  const attributes = selectAttributes(write, returned);
  return attributes === null || Object.keys(attributes).length === 0 ? {} : { Attributes: copyItem(attributes) };
}

function selectAttributes({ before, after, updatedPaths }: PlannedWrite, returned: ReturnValues): Item | null {
  switch (returned) {
    case 'ALL_OLD':
      return before;
    case 'ALL_NEW':
      return after;
    case 'UPDATED_OLD':
      return before && projectItem(before, updatedPaths);
    case 'UPDATED_NEW':
      return after && projectItem(after, updatedPaths);
    case 'NONE':
      return null;
  }
}
