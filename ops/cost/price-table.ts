import * as z from 'zod';
import builtIn from './prices.json' with { type: 'json' };

const price = z.strictObject({
  dollars: z.number().nonnegative(),
  /** So many units for these dollars. */
  per: z.number().positive(),
  unit: z.string().min(1),
  /** Title and address of the page that publishes it. */
  source: z.string().min(1),
  /** Where it was seen: on a stored copy of that page, in something else that was published, or nowhere. */
  evidence: z.enum(['page', 'elsewhere', 'none']),
});

const table = z.strictObject({
  /** Month in which the prices were looked up, ISO 8601. */
  date: z.string().regex(/^\d{4}-\d\d(-\d\d)?$/, 'must be a month or a day such as 2026-11'),
  region: z.string().min(1),
  currency: z.literal('USD'),
  prices: z.strictObject({
    standardTransitions: price,
    expressRequests: price,
    expressGbSeconds: price,
    lambdaRequests: price,
    lambdaGbSeconds: price,
    dynamoReadUnits: price,
    dynamoWriteUnits: price,
    eventsPublished: price,
    schedulerInvocations: price,
    sqsRequests: price,
    logGigabytes: price,
    traces: price,
    routeRequests: price,
    positionRequests: price,
    emailsSent: price,
    textParts: price,
    temporalActions: price,
    temporalActionsAtVolume: price,
  }),
});

/** Prices of one Region at one date, without free tiers. */
export type PriceTable = z.infer<typeof table>;
export type PriceName = keyof PriceTable['prices'];

/** The table that the command brings with it. */
export const defaultPrices: PriceTable = parse(builtIn);

/** What to tell people of the evidence for a price. */
export const evidenceTexts = {
  page: 'seen on a copy of the page',
  elsewhere: 'seen elsewhere, not on the page',
  none: 'not confirmed',
} as const satisfies Record<PriceTable['prices'][PriceName]['evidence'], string>;

/**
 * A table of the caller's own: all of `ops/cost/prices.json` with other figures.
 * @throws Error that names the field and what was expected
 */
export function parsePrices(text: string): PriceTable {
  return parse(JSON.parse(text));
}

function parse(value: unknown): PriceTable {
  const result = table.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new Error(`${issue?.path.join('.') || 'the table'}: ${issue?.message}`);
}

/** Unit: dollars. */
export function priceOf({ prices }: PriceTable, name: PriceName, quantity: number): number {
  const { dollars, per } = prices[name];
  return (quantity * dollars) / per;
}
