/** One observation of a metric, as services of the runtime and applications make it. */
export interface MetricSample {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly value: number;
  /** As CloudWatch spells units: `Count`, `Milliseconds`. Default: `None`. */
  readonly unit?: string;
}

/** @param times how often the same was observed at this instant. Default: 1 */
export type RecordMetric = (sample: MetricSample, times?: number) => void;
