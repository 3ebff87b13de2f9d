import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';

/** What a log line may carry beside its message: ids, names and counts. Never payloads or personal data. */
export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>;

export interface HandlerLogger {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}

export interface HandlerMetrics {
  /** Adds to a counter of the service's namespace. No ids as dimensions: each distinct set is billed as a metric. */
  count(name: string, amount?: number): void;
  /** Writes what was counted since the last time. */
  publish(): void;
}

/** Where a handler's clock, log and metrics come from; tests bring their own. */
export interface Platform {
  /** Milliseconds since the epoch. */
  readonly nowMs: () => number;
  readonly logger: HandlerLogger;
  readonly metrics: HandlerMetrics;
}

/** The real thing: the machine's clock and Powertools, named by the POWERTOOLS_ environment variables. */
export function createLambdaPlatform(): Platform {
  const logger = new Logger();
  const metrics = new Metrics();
  return {
    nowMs: () => Date.now(),
    logger: {
      debug: (message, fields) => logger.debug(message, { ...fields }),
      info: (message, fields) => logger.info(message, { ...fields }),
      warn: (message, fields) => logger.warn(message, { ...fields }),
      error: (message, fields) => logger.error(message, { ...fields }),
    },
    metrics: {
      count: (name, amount = 1) => metrics.addMetric(name, MetricUnit.Count, amount),
      publish: () => {
        if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
      },
    },
  };
}
