import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import type { CorpusCase } from '../corpus/read-corpus.ts';
import type { Summary } from './summary.ts';

/** Why cases do not pass. The first entry that means a case is the one that counts. */
const reasonsSchema = z.array(
  z.strictObject({
    title: z.string(),
    reason: z.string(),
    /** Every member that is given has to hold; `ids` are whole ids, `needs` beginnings. */
    cases: z.strictObject({
      ids: z.array(z.string()).optional(),
      kind: z.string().optional(),
      group: z.string().optional(),
      needs: z.string().optional(),
      distributedMap: z.literal(true).optional(),
    }),
  }),
);

export type Reasons = z.infer<typeof reasonsSchema>;

export async function readReasons(file: string): Promise<Reasons> {
  return existsSync(file) ? reasonsSchema.parse(JSON.parse(await readFile(file, 'utf8'))) : [];
}

/** Ids that a page lists, each in a line `- \`id\``. */
export async function readListedCases(file: string): Promise<Set<string>> {
  const page = existsSync(file) ? await readFile(file, 'utf8') : '';
  return new Set([...page.matchAll(/^- `(.+)`$/gm)].map(([, id]) => id!));
}

export async function writePage(file: string, page: string): Promise<void> {
  await writeFile(file, page);
}

/** The page of known differences, the cases that no reason is given for, and the reasons that no case has. */
export function renderPage(
  { passed, failed, skipped, groups, failures }: Summary,
  cases: readonly CorpusCase[],
  reasons: Reasons,
): { readonly page: string; readonly unexplained: readonly string[]; readonly unused: readonly string[] } {
  const byId = new Map(cases.map((subject) => [subject.id, subject]));
  const byReason = new Map<Reasons[number], string[]>();
  const unexplained: string[] = [];
  for (const { id } of failures) {
    const reason = reasons.find((one) => means(one.cases, byId.get(id)!));
    if (reason === undefined) unexplained.push(id);
    else byReason.set(reason, [...(byReason.get(reason) ?? []), id]);
  }
  const failedIds = new Set(failures.map(({ id }) => id));
  const plain = cases.filter(isPlain);
  const plainPassed = plain.filter(({ id }) => !failedIds.has(id)).length;
  const rows = Object.entries(groups).sort(([a], [b]) => (a < b ? -1 : 1));
  const page = [
    '# Conformance',
    '',
    'What real AWS answered was recorded; `npm run conformance -- DIR` asks the local runtime the same and compares. This',
    'page is written by `npm run conformance -- DIR --write-docs` from such a run and from `tools/conformance/reasons.json`,',
    'where the reasons are kept. A run fails if a case fails that is not listed here.',
    '',
    `${passed} of ${passed + failed + skipped} cases pass; ${failed} fail, and ${skipped} are skipped because the runner cannot build what they need.`,
    `Of the ${plain.length} executions and refused definitions that need nothing but state machines and functions, and no distributed Map, ${plainPassed} pass.`,
    '',
    '| Group | Passed | Failed | Skipped |',
    '| --- | ---: | ---: | ---: |',
    ...rows.map(([group, counts]) => `| ${group} | ${counts.passed} | ${counts.failed} | ${counts.skipped} |`),
    '',
    '## What is compared',
    '',
    'Every answer that was recorded, in the form of the recordings: names, times and identifiers of the run become the',
    'tokens that stand there. Copies of HTTP headers are left out on both sides, and JSON inside of a text is compared as a',
    'value. Clients show the members of an answer that they know: where AWS has added one after the day of a recording, the',
    'answer of the runtime is read as the client of that day would have shown it. Of histories with concurrent branches,',
    'every branch is compared by its own events and their order; how AWS happened to interleave the branches, and the ids',
    'that came of it, are not. Nothing else is loosened.',
    '',
    '## What does not pass',
    ...reasons.flatMap((reason) => {
      const ids = byReason.get(reason) ?? [];
      if (ids.length === 0) return [];
      return ['', `### ${reason.title} (${ids.length})`, '', reason.reason, '', ...ids.map((id) => `- \`${id}\``)];
    }),
    '',
  ].join('\n');
  const unused = reasons.flatMap((reason) => (byReason.has(reason) ? [] : [reason.title]));
  return { page, unexplained, unused };
}

/** What a state machine does by itself. */
function isPlain(subject: CorpusCase): boolean {
  if (subject.folder !== 'step-functions') return false;
  const { kind, selfContained, distributedMap = false } = subject.entry;
  return (kind === 'execution' || kind === 'create_error') && selfContained && !distributedMap;
}

function means(wanted: Reasons[number]['cases'], subject: CorpusCase): boolean {
  const entry = subject.folder === 'step-functions' ? subject.entry : undefined;
  if (wanted.ids !== undefined && !wanted.ids.includes(subject.id)) return false;
  if (wanted.group !== undefined && wanted.group !== subject.group) return false;
  if (wanted.kind !== undefined && wanted.kind !== entry?.kind) return false;
  if (wanted.distributedMap === true && entry?.distributedMap !== true) return false;
  return wanted.needs === undefined || (entry?.needs ?? []).some((need) => need.startsWith(wanted.needs!));
}
