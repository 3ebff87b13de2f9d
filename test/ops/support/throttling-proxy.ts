import { type RunningProxy, startProxy } from './proxy.ts';

export interface ThrottlingProxy extends RunningProxy {
  /** Throttles so many of the next calls of each operation. */
  throttle(callsOfEachOperation: number): void;
  throttledOperations(): readonly string[];
}

/** Stands before a runtime and answers as AWS does when it is asked too often, in the protocol of the call. */
export async function startThrottlingProxy(target: string): Promise<ThrottlingProxy> {
  let allowance = 0;
  const throttled = new Map<string, number>();
  const proxy = await startProxy(target, ({ operation, isRest }) => {
    const count = throttled.get(operation) ?? 0;
    if (count >= allowance) return undefined;
    throttled.set(operation, count + 1);
    return {
      status: isRest ? 429 : 400,
      headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amzn-errortype': 'ThrottlingException' },
      body: JSON.stringify({ __type: 'ThrottlingException', message: 'Rate exceeded' }),
    };
  });
  return {
    ...proxy,
    throttle(callsOfEachOperation) {
      allowance = callsOfEachOperation;
      throttled.clear();
    },
    throttledOperations: () => [...throttled.keys()],
  };
}
