import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseTape } from '../../../sandbox/tape/parse-tape.ts';
import { compareReport, type Expectation } from '../compare-report.ts';
import { expectOutcome } from './expect-outcome.ts';

const folder = new URL('../tapes/', import.meta.url);
const nothingElse = { workflows: [], permissions: { missing: [], unused: [] } };

// The tapes' expectations were reasoned by hand: where the oracle misreads the policy, it differs from them.
describe('the oracle', () => {
  it.each(readdirSync(folder))('expects of %s what the tape itself expects', (file) => {
    const text = readFileSync(new URL(file, folder), 'utf8');
    const { expected } = JSON.parse(text) as { expected: Expectation };
    const { outcome } = expectOutcome(parseTape(text));
    expect(compareReport(expected, { ...outcome, ...nothingElse })).toEqual([]);
  });
});
