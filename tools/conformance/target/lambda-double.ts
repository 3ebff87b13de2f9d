import type { LambdaBehaviours } from '../corpus/cases.ts';
import { NotBuilt } from '../run/not-built.ts';

/**
 * Code of a function that behaves as a behaviour of the corpus, as one CommonJS file.
 *
 * A behaviour tells a failure of another language's runtime by an error with `lambdaErrorPayload`. Lambda's Node.js
 * runtime has no way to answer so. Here the double puts the failure in the place of the one that its worker tells of what
 * was thrown. Elsewhere it answers the Lambda runtime API itself; the invocation is over with that, and the handler never
 * returns.
 */
export function doubleOf(behaviour: string, behaviours: LambdaBehaviours): string {
  const source = behaviours[behaviour]?.js;
  if (source === undefined) throw new NotBuilt(`lambdas.json has no behaviour ${behaviour}`);
  const url = `data:text/javascript,${encodeURIComponent(source)}`;
  return `'use strict';
const loaded = import(${JSON.stringify(url)});
const { AWS_LAMBDA_RUNTIME_API } = process.env;
const failures = new Map();
if (AWS_LAMBDA_RUNTIME_API === undefined) {
  const { parentPort } = require('node:worker_threads');
  const post = parentPort.postMessage.bind(parentPort);
  parentPort.postMessage = (said) => {
    const mark = said.message?.outcome?.failure?.errorMessage;
    const failure = failures.get(mark);
    if (failure === undefined) return post(said);
    failures.delete(mark);
    post({ ...said, message: { ...said.message, outcome: { kind: 'failure', failure } } });
  };
}
const answerFailure = async (requestId, failure) => {
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
    if (AWS_LAMBDA_RUNTIME_API === undefined) {
      // Other functions share the thread: the worker's message is told by what only this invocation throws.
      const mark = 'failure of ' + context.awsRequestId;
      failures.set(mark, error.lambdaErrorPayload);
      throw new Error(mark);
    }
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
