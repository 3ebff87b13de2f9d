import type { RecordMetric } from '../cloudwatch/metric-sample.ts';

/** Counts invocations as Lambda does: by function, and over all functions of the account. */
export interface InvocationMetrics {
  /** @param durationMs what the invocation is billed for */
  ran(functionName: string, durationMs: number, hasFailed: boolean): void;
  throttled(functionName: string): void;
}

const ofTheAccount = {};

export function createInvocationMetrics(record: RecordMetric): InvocationMetrics {
  const known = new Map<string, { readonly FunctionName: string }>();
  const add = (functionName: string, name: string, value: number, unit: string): void => {
    const ofTheFunction = known.get(functionName) ?? { FunctionName: functionName };
    known.set(functionName, ofTheFunction);
    const sample = { namespace: 'AWS/Lambda', name, value, unit };
    record({ ...sample, dimensions: ofTheFunction });
    record({ ...sample, dimensions: ofTheAccount });
  };
  return {
    ran(functionName, durationMs, hasFailed) {
      add(functionName, 'Invocations', 1, 'Count');
      add(functionName, 'Errors', hasFailed ? 1 : 0, 'Count');
      add(functionName, 'Duration', durationMs, 'Milliseconds');
    },
    throttled: (functionName) => add(functionName, 'Throttles', 1, 'Count'),
  };
}
