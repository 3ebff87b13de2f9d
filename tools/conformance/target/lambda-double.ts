import type { LambdaBehaviours } from '../corpus/cases.ts';
import { NotBuilt } from '../run/not-built.ts';

/**
 * Code of a function that behaves as a behaviour of the corpus, as one CommonJS file.
 *
 * A behaviour tells a failure of another language's runtime by an error with `lambdaErrorPayload`. Lambda's Node.js
 * runtime has no way to answer so, hence the double answers in the runtime's place: to the worker that runs it here, to
 * the Lambda runtime API elsewhere. The invocation is over with that, and the handler never returns.
 */
export function doubleOf(behaviour: string, behaviours: LambdaBehaviours): string {
  const source = behaviours[behaviour]?.js;
  if (source === undefined) throw new NotBuilt(`lambdas.json has no behaviour ${behaviour}`);
  const url = `data:text/javascript,${encodeURIComponent(source)}`;
  return `'use strict';
const loaded = import(${JSON.stringify(url)});
const answerFailure = async (requestId, failure) => {
  const { AWS_LAMBDA_RUNTIME_API } = process.env;
  if (AWS_LAMBDA_RUNTIME_API === undefined) {
    const { parentPort } = require('node:worker_threads');
    parentPort.postMessage({ kind: 'failure', failure, isFatal: false });
    return;
  }
  await fetch('http://' + AWS_LAMBDA_RUNTIME_API + '/2018-06-01/runtime/invocation/' + requestId + '/error', {
    method: 'POST',
    headers: { 'lambda-runtime-function-error-type': failure.errorType },
    body: JSON.stringify(failure),
  });
};
exports.handler = async (event, context) => {
  try {
    return await (await loaded).handler(event, context);
  } catch (error) {
    if (error?.lambdaErrorPayload === undefined) throw error;
    await answerFailure(context.awsRequestId, error.lambdaErrorPayload);
    return new Promise(() => {});
  }
};
`;
}

/** Whether a behaviour takes time of its own. */
export function isSlow(behaviour: string, behaviours: LambdaBehaviours): boolean {
  return behaviours[behaviour]?.js.includes('setTimeout(') ?? false;
}
