import { GetExecutionHistoryCommand, type HistoryEvent } from '@aws-sdk/client-sfn';
import type { Connection } from '../support/connection.ts';
import { isMissing } from '../support/failures.ts';
import type { Surroundings } from '../support/surroundings.ts';

/** The bound of a page. */
const pageSize = 1_000;

/** What `GetExecutionHistory` returns, all pages in one. */
export interface ApiHistory {
  readonly executionArn: string;
  readonly events: readonly HistoryEvent[];
}

/**
 * @param pauseMs after each call: Step Functions answers 20 of these a second in most Regions, and others ask as well
 * @returns undefined where Step Functions does not know the execution (any more)
 */
export async function readHistory(
  { stepFunctions }: Connection,
  { sleep }: Pick<Surroundings, 'sleep'>,
  executionArn: string,
  pauseMs: number,
): Promise<ApiHistory | undefined> {
  const events: HistoryEvent[] = [];
  let nextToken: string | undefined;
  try {
    do {
      const page = await stepFunctions.send(
        new GetExecutionHistoryCommand({ executionArn, maxResults: pageSize, nextToken, includeExecutionData: true }),
      );
      events.push(...(page.events ?? []));
      nextToken = page.nextToken;
      await sleep(pauseMs);
    } while (nextToken !== undefined);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
  return { executionArn, events };
}

/** JSON with one event a line, so that two histories can be compared line by line. Instants as ISO 8601. */
export function renderHistory({ executionArn, events }: ApiHistory): string {
  const lines = events.map((event) => `    ${JSON.stringify(event)}`);
  return `{\n  "executionArn": ${JSON.stringify(executionArn)},\n  "events": [\n${lines.join(',\n')}\n  ]\n}\n`;
}
