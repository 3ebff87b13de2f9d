import { randomUUID } from 'node:crypto';
import { Command, CommanderError } from 'commander';
import { type CorpusCase, readCorpus } from './corpus/read-corpus.ts';
import { readListedCases, readReasons, renderPage, writePage } from './report/page.ts';
import { type Summary, summarise } from './report/summary.ts';
import { renderText } from './report/text-report.ts';
import { runAll } from './run/run-all.ts';
import { openEndpointTarget } from './target/endpoint-target.ts';
import { openLocalTarget } from './target/local-target.ts';

interface Options {
  readonly group?: string;
  readonly case?: string;
  readonly kind?: string;
  readonly selfContained: boolean;
  readonly endpoint?: string;
  readonly json: boolean;
  readonly writeDocs: boolean;
  readonly page: string;
  readonly reasons: string;
}

export interface Output {
  out(text: string): void;
  err(text: string): void;
}

const defaultPage = new URL('../../docs/conformance.md', import.meta.url).pathname;
const defaultReasons = new URL('./reasons.json', import.meta.url).pathname;

/** Runs the command line. Gives the exit code: 1 if a case failed that the page does not list, 2 for a wrong command line. */
export async function main(parameters: readonly string[], output: Output): Promise<number> {
  const command = new Command('conformance')
    .description('runs recordings of AWS against the local runtime, or against what answers at an endpoint')
    .argument('<directory>', 'the corpus: folders step-functions, event-patterns, scheduler')
    .option('--group <group>', 'only this group of cases, or all of a folder')
    .option('--case <id>', 'only the cases whose id contains this')
    .option('--kind <kind>', 'only cases of this kind (execution, create_error, api, sync_express, test_state)')
    .option('--self-contained', 'only cases that need nothing but state machines and functions', false)
    .option('--endpoint <url>', 'what to ask instead of a local runtime for each case')
    .option('--json', 'print one JSON object', false)
    .option('--write-docs', 'write the page of known differences from this run', false)
    .option('--page <file>', 'the page of known differences', defaultPage)
    .option('--reasons <file>', 'why cases are known to differ', defaultReasons)
    .exitOverride()
    .configureOutput({ writeOut: output.out, writeErr: output.err });
  try {
    command.parse(parameters, { from: 'user' });
    return await run(command.args[0]!, command.opts<Options>(), output);
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    output.err(`${error instanceof Error ? error.message : String(error)}\n`);
    return 2;
  }
}

async function run(directory: string, options: Options, output: Output): Promise<number> {
  const corpus = await readCorpus(directory);
  const cases = corpus.cases.filter((subject) => isWanted(subject, options));
  if (cases.length === 0) throw new Error('no case of the corpus is meant by these options');
  const { endpoint } = options;
  const results = await runAll(cases, {
    openTarget: endpoint === undefined ? openLocalTarget : openEndpointTarget(endpoint),
    lambdas: corpus.lambdas,
    runName: endpoint === undefined ? '' : randomUUID(),
  });
  const summary = summarise(results);
  if (options.writeDocs) return await writeDocs(summary, cases, options, output);
  const listed = await readListedCases(options.page);
  output.out(options.json ? `${JSON.stringify(summary)}\n` : renderText(summary, listed));
  const unlisted = summary.failures.filter(({ id, outcome }) => outcome === 'failed' && !listed.has(id));
  if (unlisted.length > 0) output.err(`${unlisted.length} failed that ${options.page} does not list\n`);
  return unlisted.length > 0 ? 1 : 0;
}

function isWanted(subject: CorpusCase, { group, case: id, kind, selfContained }: Options): boolean {
  const entry = subject.folder === 'step-functions' ? subject.entry : undefined;
  if (group !== undefined && subject.group !== group && subject.folder !== group) return false;
  if (id !== undefined && !subject.id.includes(id)) return false;
  if (kind !== undefined && entry?.kind !== kind) return false;
  return !selfContained || (entry?.selfContained === true && entry.distributedMap !== true);
}

async function writeDocs(
  summary: Summary,
  cases: readonly CorpusCase[],
  options: Options,
  output: Output,
): Promise<number> {
  const reasons = await readReasons(options.reasons);
  const { page, unexplained, unused } = renderPage(summary, cases, reasons);
  for (const title of unused) output.err(`no case has the reason "${title}" any more\n`);
  for (const id of unexplained) output.err(`no reason is given for ${id}\n`);
  if (unexplained.length > 0) return 1;
  await writePage(options.page, page);
  output.out(`${options.page} is written\n`);
  return 0;
}
