import type { MetricSample } from './metric-sample.ts';

interface Directive {
  readonly Namespace?: string;
  readonly Dimensions?: ReadonlyArray<readonly string[]>;
  readonly Metrics?: ReadonlyArray<{ readonly Name: string; readonly Unit?: string }>;
}

interface EmbeddedMetrics {
  readonly samples: readonly MetricSample[];
  /** When they were made, as the line says. Unit: milliseconds since the epoch. */
  readonly atMs?: number;
}

const nothing: EmbeddedMetrics = { samples: [] };

/** Metrics that a log line carries in CloudWatch's embedded metric format; none for any other line. */
export function parseEmbeddedMetrics(line: string): EmbeddedMetrics {
  if (!line.includes('"CloudWatchMetrics"')) return nothing;
  let document: unknown;
  try {
    document = JSON.parse(line);
  } catch {
    return nothing;
  }
  if (typeof document !== 'object' || document === null) return nothing;
  const members = document as Record<string, unknown>;
  const { Timestamp, CloudWatchMetrics = [] } = (members._aws ?? {}) as {
    Timestamp?: number;
    CloudWatchMetrics?: readonly Directive[];
  };
  const samples = CloudWatchMetrics.flatMap((directive) => samplesOf(directive, members));
  return { samples, ...(Timestamp !== undefined && { atMs: Timestamp }) };
}

/** One sample for each metric, set of dimensions and value. */
function samplesOf(
  { Namespace, Dimensions = [[]], Metrics = [] }: Directive,
  members: Record<string, unknown>,
): MetricSample[] {
  if (!Namespace) return [];
  return Dimensions.flatMap((names) => {
    const dimensions = Object.fromEntries(names.map((name) => [name, String(members[name])]));
    return Metrics.flatMap(({ Name, Unit }) => {
      const values = [members[Name]].flat().filter((value) => typeof value === 'number');
      return values.map((value) => ({
        namespace: Namespace,
        name: Name,
        dimensions,
        value,
        ...(Unit !== undefined && { unit: Unit }),
      }));
    });
  });
}
