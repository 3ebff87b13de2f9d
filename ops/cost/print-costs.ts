import type { Session } from '../support/session.ts';
import { countText } from '../support/table.ts';
import { assumptions } from './assumptions.ts';
import type { CostReport } from './compare-costs.ts';
import type { Part } from './price-parts.ts';
import { evidenceTexts, type PriceTable } from './price-table.ts';

/** For people: one table of the parts, one of the comparison, and what both rest on. */
export function printCosts(session: Session, report: CostReport, prices: PriceTable): void {
  const { name, subjects, parts, outside, dollars, dollarsEach, polling, temporal, lambda } = report;
  const { count, noun } = subjects;
  const each = (amount: number): string => dollarText(amount / count);
  const row = (label: string, part: Omit<Part, 'part'> | undefined, amount: number, share?: number) => [
    label,
    part === undefined ? '' : quantityText(part.quantity),
    part === undefined ? '' : priceText(prices, part),
    dollarText(amount),
    each(amount),
    share === undefined ? '' : `${Math.round(share * 1_000) / 10} %`,
  ];
  session.print(
    `${name}: ${countText(count, noun)}, prices of ${prices.region}, ${prices.date}, in dollars, without free tiers\n`,
  );
  session.table(
    ['part', 'quantity', 'price', 'all', `a ${noun}`, 'share'],
    [
      ...parts.map((part) => row(part.part, part, part.dollars, dollars === 0 ? 0 : part.dollars / dollars)),
      row('together', undefined, dollars, 1),
    ],
  );
  session.print('\nWhat any design pays besides:\n');
  session.table(
    ['part', 'quantity', 'price', 'all', `a ${noun}`],
    [
      ...outside.parts.map((part) => row(part.part, part, part.dollars)),
      row('together', undefined, outside.dollars),
    ].map((cells) => cells.slice(0, -1)),
  );
  session.print(standingText(report));
  session.print('\nThe same flow elsewhere:\n');
  session.table(
    ['design', 'in numbers', 'all', `a ${noun}`, 'Legwork costs'],
    [
      ['Legwork', '', dollarText(dollars), dollarText(dollarsEach), ''],
      [
        `polling every ${polling.pollSeconds} s`,
        `${polling.laps} laps`,
        dollarText(polling.dollars),
        each(polling.dollars),
        ratioText(polling.ratio),
      ],
      [
        'Temporal Cloud',
        `${temporal.actions} Actions`,
        dollarText(temporal.dollars),
        each(temporal.dollars),
        ratioText(temporal.ratio),
      ],
      [
        'Temporal Cloud, frugal',
        `${temporal.frugalActions} Actions`,
        dollarText(temporal.frugalDollars),
        each(temporal.frugalDollars),
        ratioText(temporal.frugalRatio),
      ],
      [
        'Temporal Cloud, lowest price',
        `${temporal.actions} Actions`,
        dollarText(temporal.dollarsAtVolume),
        each(temporal.dollarsAtVolume),
        ratioText(temporal.ratioAtVolume),
      ],
    ],
  );
  session.print('\nActions of Temporal Cloud:\n');
  session.table(
    ['for', 'starts', 'waits', 'timers', 'activities', 'actions'],
    temporal.machines.map(({ machine, starts, waits, timers, activities, actions }) => [
      machine,
      starts,
      waits,
      timers,
      activities,
      actions,
    ]),
  );
  if (temporal.unknown.length > 0) session.print(`Not counted: ${temporal.unknown.join(', ')}.`);

  const milliseconds = `${Math.round(lambda.gbSecondsPerInvocation * 1e4) / 1e4} GB-seconds`;
  session.print('\nWhat this rests on:');
  for (const line of [
    `An invocation counts ${milliseconds}, a nominal figure with the skipping clock; twice as long each: ${dollarText(lambda.dollarsIfTwiceAsLong)} more in all.`,
    ...assumptions.general,
    ...assumptions.polling.map((text) => `Polling: ${text}`),
    ...assumptions.temporal.map((text) => `Temporal Cloud: ${text}`),
    ...doubts(prices),
  ])
    session.print(`- ${line}`);
  session.print('\nPrices are from:');
  for (const source of new Set(Object.values(prices.prices).map((price) => price.source))) session.print(`- ${source}`);
}

function standingText({ standing }: CostReport): string {
  if (standing === undefined)
    return '\nWhat the time costs whatever happens was not measured, and is in these figures (--idle-report).';
  const parts = standing.parts.map(({ part, dollars }) => `${part} ${dollarText(dollars)}`).join('; ');
  return `\nTaken off, as the time costs it whatever happens: ${dollarText(standing.dollars)}${parts && ` (${parts})`}.`;
}

/** What of the prices could not be seen where it is published. */
function doubts({ prices, date }: PriceTable): string[] {
  return (['elsewhere', 'none'] as const).flatMap((evidence) => {
    const units = Object.values(prices).flatMap((price) => (price.evidence === evidence ? [price.unit] : []));
    return units.length === 0 ? [] : [`Prices ${evidenceTexts[evidence]}, ${date}: ${units.join('; ')}.`];
  });
}

/** Six places: a booking costs a fraction of a cent. */
function dollarText(dollars: number): string {
  return dollars.toFixed(6);
}

function quantityText(quantity: number): string {
  return Number.isInteger(quantity) ? String(quantity) : quantity.toPrecision(4);
}

function priceText({ prices }: PriceTable, { price }: Pick<Part, 'price'>): string {
  const { dollars, per } = prices[price];
  return per === 1 ? String(dollars) : `${dollars} / ${per.toLocaleString('en')}`;
}

function ratioText(ratio: number): string {
  return `${Math.round(ratio * 1_000) / 10} % of it`;
}
