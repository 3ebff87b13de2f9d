/** Publishes what the invocation counted, whether it succeeded or not: a failure's counters are the ones that alarm. */
import type middy from '@middy/core';
import { withDefaults } from '../options.ts';
import type { HandlerMetrics } from '../platform.ts';

interface MetricsOptions {
  readonly metrics: Pick<HandlerMetrics, 'publish'>;
}

const defaults = {};

export function metrics(options: MetricsOptions): middy.MiddlewareObj {
  const { metrics: sink } = withDefaults('metrics', defaults, options, ['metrics']);

  const metricsAfter: middy.MiddlewareFn = () => sink.publish();
  const metricsOnError: middy.MiddlewareFn = () => sink.publish();

  return { after: metricsAfter, onError: metricsOnError };
}
