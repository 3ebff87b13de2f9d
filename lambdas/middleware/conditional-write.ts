import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';

/** How a conditional write ended: a refused condition is an answer, not a failure. */
export type WriteOutcome<Output, Item> =
  | { readonly kind: 'written'; readonly output: Output }
  /** `item` is what the condition met; none, if there was no item. */
  | { readonly kind: 'refused'; readonly item: Item | undefined };

/**
 * Awaits a write that was sent with `ReturnValuesOnConditionCheckFailure: 'ALL_OLD'`. Everything but a refused condition
 * is thrown on. (The document client leaves the item of a refusal in DynamoDB's own form.)
 */
export async function conditionalWrite<Output, Item>(write: Promise<Output>): Promise<WriteOutcome<Output, Item>> {
  try {
    return { kind: 'written', output: await write };
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    return { kind: 'refused', item: error.Item && (unmarshall(error.Item) as Item) };
  }
}
