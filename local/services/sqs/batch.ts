import { AwsError, isAwsError } from '../../kernel/aws-error.ts';
import { sqsLimits } from './limits.ts';

interface BatchFailure {
  readonly Id: string;
  readonly SenderFault: boolean;
  readonly Code: string;
  readonly Message: string;
}

export interface BatchOutput<Success> {
  readonly Successful: Success[];
  readonly Failed: BatchFailure[];
}

/** Refuses a batch that is refused as a whole. */
function assertBatch(entries: readonly { readonly Id: string }[] | undefined): void {
  if (!entries || entries.length === 0) {
    throw new AwsError('EmptyBatchRequest', 'There should be at least one entry in the request.');
  }
  if (entries.length > sqsLimits.batchEntries) {
    throw new AwsError(
      'TooManyEntriesInBatchRequest',
      `Maximum number of entries per request are ${sqsLimits.batchEntries}. You have sent ${entries.length}.`,
    );
  }
  const ids = new Set<string>();
  for (const { Id } of entries) {
    if (!Id || Id.length > sqsLimits.batchEntryIdCharacters || !/^[A-Za-z0-9_-]+$/.test(Id)) {
      throw new AwsError(
        'InvalidBatchEntryId',
        `A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most ${sqsLimits.batchEntryIdCharacters} letters long.`,
      );
    }
    if (ids.has(Id)) throw new AwsError('BatchEntryIdsNotDistinct', `Id ${Id} repeated.`);
    ids.add(Id);
  }
}

/** Does `act` for every entry in order; an entry that is refused fails alone. */
export function runBatch<Entry extends { readonly Id: string }, Success>(
  entries: readonly Entry[] | undefined,
  act: (entry: Entry) => Success,
): BatchOutput<Success & { Id: string }> {
  assertBatch(entries);
  const output: BatchOutput<Success & { Id: string }> = { Successful: [], Failed: [] };
  for (const entry of entries!) {
    try {
      output.Successful.push({ Id: entry.Id, ...act(entry) });
    } catch (error) {
      if (!isAwsError(error)) throw error;
      output.Failed.push({ Id: entry.Id, SenderFault: true, Code: error.code, Message: error.message });
    }
  }
  return output;
}
