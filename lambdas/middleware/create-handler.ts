/**
 * The one way to make a Lambda handler of Legwork: a schema for the input, a lazy connection to what the handler needs,
 * and the work itself, dressed in the middleware that every handler wears.
 *
 *     export const createSettleDeposit = (connect: () => Dependencies, platform?: Platform) =>
 *       createHandler({ name: 'settle-deposit', schema, connect, run: settleDeposit, platform });
 *     export const handler = createSettleDeposit(() => connectFrom(process.env));
 *
 * H1  Dependencies are made at the first invocation, once, and kept; a module is imported without side effects.
 * H2  `run` sees only input that its schema accepted.
 * H3  What leaves the handler as an error has a literal name and a message without personal data.
 */
import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import type { z } from 'zod';
import { failures } from './failures/failures.ts';
import { logging } from './logging/logging.ts';
import { metrics } from './metrics/metrics.ts';
import { createLambdaPlatform, type HandlerLogger, type HandlerMetrics, type Platform } from './platform.ts';
import { validateInput } from './validate-input/validate-input.ts';

/** What `run` is told about its invocation. */
export interface HandlerContext {
  /** Milliseconds since the epoch, read anew at every call. */
  readonly nowMs: () => number;
  /** Milliseconds that this invocation may still run, read anew at every call. */
  readonly remainingTimeMs: () => number;
  /** Lambda's id of this invocation: another one for every attempt of a synchronous caller. */
  readonly requestId: string;
  readonly logger: HandlerLogger;
  readonly metrics: Pick<HandlerMetrics, 'count'>;
}

export interface HandlerDefinition<Input, Dependencies, Result> {
  /** Name of the function in logs, kebab-case. */
  readonly name: string;
  readonly schema: z.ZodType<Input>;
  /** Makes what the handler needs. Called at the first invocation; one that throws is called again at the next. */
  readonly connect: () => Dependencies;
  readonly run: (input: Input, context: HandlerContext, dependencies: Dependencies) => Promise<Result>;
  /** Clock, log and metrics. Default: the machine's clock and Powertools, made at the first invocation. */
  readonly platform?: Platform | undefined;
}

/** What of Lambda's context the handlers use. */
export type InvocationContext = Pick<Context, 'awsRequestId' | 'getRemainingTimeInMillis'>;

export type LambdaHandler<Result> = (event: unknown, context: InvocationContext) => Promise<Result>;

export function createHandler<Input, Dependencies, Result>(
  definition: HandlerDefinition<Input, Dependencies, Result>,
): LambdaHandler<Result> {
  let dressed: LambdaHandler<Result> | undefined;
  return (event, context) => {
    dressed ??= dress(definition, definition.platform ?? createLambdaPlatform());
    return dressed(event, context);
  };
}

function dress<Input, Dependencies, Result>(
  { name, schema, connect, run }: HandlerDefinition<Input, Dependencies, Result>,
  platform: Platform,
): LambdaHandler<Result> {
  let connected: { readonly dependencies: Dependencies } | undefined;

  const bare = async (input: Input, context: InvocationContext): Promise<Result> => {
    connected ??= { dependencies: connect() };
    return run(
      input,
      {
        nowMs: platform.nowMs,
        remainingTimeMs: () => context.getRemainingTimeInMillis(),
        requestId: context.awsRequestId,
        logger: platform.logger,
        metrics: platform.metrics,
      },
      connected.dependencies,
    );
  };

  // Hooks of a failure run from the last to the first: it is counted and logged as it was thrown, and normalised last.
  // Middy's own early timeout is off: it answers while the work goes on, and it sets a timer.
  const stack = middy(bare as never, { timeoutEarlyInMillis: 0 })
    .use(failures({ handlerName: name }))
    .use(logging({ handlerName: name, logger: platform.logger }))
    .use(metrics({ metrics: platform.metrics }))
    .use(validateInput({ schema }));
  return (event, context) => (stack as unknown as LambdaHandler<Result>)(event, context);
}
