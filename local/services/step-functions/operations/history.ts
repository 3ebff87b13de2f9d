import type { Operation } from '../../../kernel/service.ts';
import { assertExecutionArn } from '../arns.ts';
import type { StepFunctionsContext } from '../context.ts';
import { findExecution } from '../find-execution.ts';
import { formatHistoryEvent } from '../history-format.ts';
import { type PageInput, pageOf } from '../paging.ts';

interface HistoryInput extends PageInput {
  readonly executionArn: string;
  readonly reverseOrder?: boolean;
  readonly includeExecutionData?: boolean;
}

export function createHistoryOperations({ loop }: StepFunctionsContext): Readonly<Record<string, Operation>> {
  return {
    GetExecutionHistory: {
      access: ({ executionArn }: HistoryInput) => {
        assertExecutionArn(executionArn);
        return [{ action: 'states:GetExecutionHistory', resource: executionArn }];
      },
      handle: ({ executionArn, reverseOrder, includeExecutionData, ...page }: HistoryInput) => {
        const { history } = findExecution(loop, executionArn);
        const { items, ...rest } = pageOf(reverseOrder === true ? history.reversed() : history, page);
        return { events: items.map((event) => formatHistoryEvent(event, includeExecutionData !== false)), ...rest };
      },
    },
  };
}
