import { pollInstead } from './polling-loops.ts';
import { type Part, priceOutside, priceParts, quantitiesOf, sumOf } from './price-parts.ts';
import { type PriceTable, priceOf } from './price-table.ts';
import { countActions, type TemporalFlow } from './temporal-actions.ts';
import type { Meter, Usage } from './usage.ts';

/** All dollars are of the whole run, unless they say that they are of one subject. */
export interface CostReport {
  readonly name: string;
  /** What totals are divided by. */
  readonly subjects: Usage['subjects'];
  readonly prices: Pick<PriceTable, 'date' | 'region' | 'currency'>;
  readonly parts: readonly Part[];
  readonly dollars: number;
  readonly dollarsEach: number;
  /** What any design pays: in none of the other figures. */
  readonly outside: { readonly parts: readonly Part[]; readonly dollars: number; readonly dollarsEach: number };
  /** What the time costs whatever happens in it: in none of the other figures. Absent: it was not measured. */
  readonly standing?: { readonly parts: readonly Part[]; readonly dollars: number };
  readonly polling: {
    readonly pollSeconds: number;
    readonly laps: number;
    readonly dollars: number;
    readonly dollarsEach: number;
    /** Ours is so much of it: 0.1 is a tenth. */
    readonly ratio: number;
  };
  readonly temporal: TemporalFlow & {
    readonly dollars: number;
    readonly dollarsEach: number;
    readonly ratio: number;
    readonly frugalDollars: number;
    readonly frugalRatio: number;
    /** At the lowest public price of an Action. */
    readonly dollarsAtVolume: number;
    readonly ratioAtVolume: number;
  };
  readonly lambda: {
    /** Billed for an invocation, on average. With the skipping clock it is a nominal figure. Unit: GB-seconds. */
    readonly gbSecondsPerInvocation: number;
    /** What all of it costs more if each invocation takes as long again. */
    readonly dollarsIfTwiceAsLong: number;
  };
}

/** @param pollSeconds how often the polling loops look */
export function compareCosts(usage: Usage, prices: PriceTable, pollSeconds: number): CostReport {
  const { count } = usage.subjects;
  const ours = quantitiesOf(usage);
  const parts = priceParts(ours, prices);
  const dollars = sumOf(parts);
  const ratio = (other: number): number => (other === 0 ? 0 : dollars / other);

  const outside = priceOutside(usage, prices);
  const polling = pollInstead(usage, ours, pollSeconds);
  const pollingDollars = sumOf(priceParts(polling.quantities, prices));
  const actions = countActions(usage);
  const temporalDollars = priceOf(prices, 'temporalActions', actions.actions);
  const frugalDollars = priceOf(prices, 'temporalActions', actions.frugalActions);
  const dollarsAtVolume = priceOf(prices, 'temporalActionsAtVolume', actions.actions);
  const { date, region, currency } = prices;
  return {
    name: usage.name,
    subjects: usage.subjects,
    prices: { date, region, currency },
    parts,
    dollars,
    dollarsEach: dollars / count,
    outside: { parts: outside, dollars: sumOf(outside), dollarsEach: sumOf(outside) / count },
    ...(usage.standing !== undefined && { standing: priceStanding(usage.standing, prices) }),
    polling: {
      pollSeconds,
      laps: polling.laps,
      dollars: pollingDollars,
      dollarsEach: pollingDollars / count,
      ratio: ratio(pollingDollars),
    },
    temporal: {
      ...actions,
      dollars: temporalDollars,
      dollarsEach: temporalDollars / count,
      ratio: ratio(temporalDollars),
      frugalDollars,
      frugalRatio: ratio(frugalDollars),
      dollarsAtVolume,
      ratioAtVolume: ratio(dollarsAtVolume),
    },
    lambda: {
      gbSecondsPerInvocation: ours.lambdaRequests === 0 ? 0 : ours.lambdaGbSeconds / ours.lambdaRequests,
      dollarsIfTwiceAsLong: priceOf(prices, 'lambdaGbSeconds', ours.lambdaGbSeconds),
    },
  };
}

function priceStanding(meter: Meter, prices: PriceTable) {
  const idle: Usage = { name: 'idle', meter, flow: {}, subjects: { count: 1, noun: 'run' } };
  const parts = [...priceParts(quantitiesOf(idle), prices), ...priceOutside(idle, prices)];
  return { parts: parts.filter(({ quantity }) => quantity > 0), dollars: sumOf(parts) };
}
