import type { Kernel } from '../../../kernel/kernel.ts';
import { consumedCapacity, meterReads, parseCapacityRequest } from '../capacity.ts';
import { validationError } from '../errors.ts';
import { parseRequestExpressions } from '../expressions/request-expressions.ts';
import { type ScanRange, segmentOfHashKey } from '../item-index.ts';
import { limits } from '../limits.ts';
import { type Input, parseCount } from '../parse-members.ts';
import type { TableStore } from '../table-store.ts';
import { parsePageRequest, readPage } from './page.ts';
import { parseStartKey } from './start-key.ts';

export function createScan(kernel: Kernel, store: TableStore) {
  return (input: Input) => {
    const capacity = parseCapacityRequest(input.ReturnConsumedCapacity);
    const expressions = parseRequestExpressions(input, ['FilterExpression', 'ProjectionExpression']);
    const segment = parseSegment(input);
    const table = store.get(input.TableName);
    const request = parsePageRequest(table, input, expressions);
    const after = parseStartKey(input.ExclusiveStartKey, request);
    if (after !== undefined && segment !== undefined) assertInSegment(after.hashKey, segment);

    const source = (request.index?.entries ?? table.items).scan({
      ...(after === undefined ? {} : { after }),
      ...(segment === undefined ? {} : { segment }),
    });
    const { answer, consumption } = readPage(request, source);
    meterReads(kernel, consumption);
    return { ...answer, ...consumedCapacity(capacity, consumption) };
  };
}

function parseSegment(input: Input): ScanRange['segment'] {
  const number = parseCount(input.Segment, 'segment', 0);
  const total = parseCount(input.TotalSegments, 'totalSegments', 1);
  if (number === undefined && total === undefined) return undefined;
  const required = 'parameter is required but was not present in the request when';
  if (total === undefined) throw validationError(`The TotalSegments ${required} Segment parameter is present`);
  if (number === undefined) throw validationError(`The Segment ${required} parameter TotalSegments is present`);
  if (total > limits.scanSegments) {
    throw validationError(`One or more parameter values were invalid: TotalSegments is above ${limits.scanSegments}`);
  }
  if (number >= total) {
    throw validationError(
      'The Segment parameter is zero-based and must be less than parameter TotalSegments: ' +
        `Segment: ${number} is not less than TotalSegments: ${total}`,
    );
  }
  return { number, total };
}

function assertInSegment(hashKey: string, { number, total }: NonNullable<ScanRange['segment']>): void {
  if (segmentOfHashKey(hashKey, total) === number) return;
  throw validationError(
    'The provided starting key is invalid: Invalid ExclusiveStartKey. Please use ExclusiveStartKey with correct ' +
      `Segment. TotalSegments: ${total} Segment: ${number}`,
  );
}
