import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { assumptions } from '../../../ops/cost/assumptions.ts';
import { defaultPrices, evidenceTexts } from '../../../ops/cost/price-table.ts';

const page = readFileSync(join(import.meta.dirname, '../../../docs/cost.md'), 'utf8');

it('docs/cost.md lists every assumption that the command prints', () => {
  const all = Object.values(assumptions).flat();
  expect(all.filter((text) => !page.includes(`- ${text}\n`))).toEqual([]);
});

it('docs/cost.md lists every price with its page, and says of which Region and date', () => {
  const { region, date, prices } = defaultPrices;
  expect(page).toContain(`Of ${region}, looked up in ${date}`);
  const rows = Object.values(prices).map(({ unit, dollars, per, source, evidence }) => {
    const [title, address] = source.split(', https');
    const price = per === 1 ? decimal(dollars) : `${decimal(dollars)} / ${per.toLocaleString('en')}`;
    return `| ${unit} | ${price} | [${title}](https${address}) | ${evidenceTexts[evidence]} |`;
  });
  expect(rows.filter((row) => !page.includes(row))).toEqual([]);
});

/** As people write it, without an exponent. */
function decimal(dollars: number): string {
  return dollars.toLocaleString('en', { maximumFractionDigits: 12 });
}
