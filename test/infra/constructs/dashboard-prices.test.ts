import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { prices } from '../../../infra/constructs/dashboard/prices.ts';

const priceTable = JSON.parse(readFileSync(join(import.meta.dirname, '../../../ops/cost/prices.json'), 'utf8')) as {
  readonly prices: Readonly<Record<string, { readonly dollars: number; readonly per: number }>>;
};
/** What the dashboard calls a price, and what the command does. */
const sameThing = {
  stateTransition: 'standardTransitions',
  expressRequest: 'expressRequests',
  lambdaRequest: 'lambdaRequests',
  lambdaGbSecond: 'lambdaGbSeconds',
  dynamoWriteUnit: 'dynamoWriteUnits',
  dynamoReadUnit: 'dynamoReadUnits',
  schedulerInvocation: 'schedulerInvocations',
} as const;

it('the dashboard reckons with the prices of legwork cost', () => {
  expect(Object.keys(prices).sort()).toEqual(Object.keys(sameThing).sort());
  for (const [name, price] of Object.entries(prices)) {
    const { dollars, per } = priceTable.prices[sameThing[name as keyof typeof sameThing]]!;
    expect(price, name).toBeCloseTo(dollars / per, 12);
  }
});
