import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createRuntime } from '../../local/runtime.ts';
import { main } from '../../tools/conformance/main.ts';

const corpus = new URL('./corpus', import.meta.url).pathname;
const sfn = (name: string): string => join(corpus, 'step-functions', 'cases', name);

/** Runs the command line with pages of its own: `listed` are the ids of the page, `reasons` the file of reasons. */
async function run(
  parameters: string[],
  { listed = [], reasons = [] }: { listed?: string[]; reasons?: object[] } = {},
) {
  const directory = mkdtempSync(join(tmpdir(), 'conformance-test-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const page = join(directory, 'page.md');
  const reasonsFile = join(directory, 'reasons.json');
  writeFileSync(page, listed.map((id) => `- \`${id}\`\n`).join(''));
  writeFileSync(reasonsFile, JSON.stringify(reasons));
  let out = '';
  let err = '';
  const exitCode = await main([...parameters, '--page', page, '--reasons', reasonsFile], {
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
  });
  return { exitCode, out, err, page: () => readFileSync(page, 'utf8') };
}

describe('a run over a corpus', () => {
  it('counts by group, and exits with 1 because of a failure that the page does not list', async () => {
    const { exitCode, out, err } = await run([corpus, '--json']);
    const { groups, failures, ...counts } = JSON.parse(out);
    expect(counts).toEqual({ passed: 13, failed: 1, skipped: 2 });
    expect(groups).toEqual({
      basics: { passed: 6, failed: 1, skipped: 1 },
      messages: { passed: 1, failed: 0, skipped: 1 },
      'event-patterns': { passed: 3, failed: 0, skipped: 0 },
      scheduler: { passed: 3, failed: 0, skipped: 0 },
    });
    expect(failures).toEqual([
      {
        id: 'other-answer',
        group: 'basics',
        outcome: 'failed',
        differences: [
          { path: 'history.events[2].stateExitedEventDetails.output', expected: '"Goodbye"', actual: '"Hello"' },
          { path: 'history.events[3].executionSucceededEventDetails.output', expected: '"Goodbye"', actual: '"Hello"' },
        ],
        notes: [],
      },
      {
        id: 'from-a-bucket',
        group: 'messages',
        outcome: 'skipped',
        reason: 'the case needs a s3-bucket, which the runner cannot create',
      },
      {
        id: 'never-asked',
        group: 'basics',
        outcome: 'skipped',
        reason: 'AWS was never asked: the client of the test refused what was recorded',
      },
    ]);
    expect(exitCode).toBe(1);
    expect(err).toMatch(/^1 failed that .* does not list\n$/);
  });

  it('exits with 0 if the page lists what failed', async () => {
    expect(await run([corpus], { listed: ['other-answer'] })).toMatchObject({ exitCode: 0, err: '' });
  });

  it('does not take a listed beginning of an id for the id', async () => {
    expect(await run([corpus, '--case', 'other-answer'], { listed: ['other'] })).toMatchObject({ exitCode: 1 });
  });

  it('shows each failure with what is different, and a table', async () => {
    const { out } = await run([corpus, '--group', 'basics']);
    expect(out).toBe(
      `failed  basics  other-answer
    history.events[2].stateExitedEventDetails.output
      recorded: "\\"Goodbye\\""
      answered: "\\"Hello\\""
    history.events[3].executionSucceededEventDetails.output
      recorded: "\\"Goodbye\\""
      answered: "\\"Hello\\""

skipped  basics  never-asked
    AWS was never asked: the client of the test refused what was recorded

group    passed   failed  skipped
basics        6        1        1
all           6        1        1
`,
    );
  });

  it.each([
    [['--group', 'step-functions'], 10],
    [['--group', 'messages'], 2],
    [['--case', 'greet'], 1],
    [['--kind', 'create_error'], 1],
    [['--self-contained'], 7],
  ])('%j runs %i cases', async (parameters, count) => {
    const { out } = await run([corpus, '--json', ...parameters]);
    const { passed, failed, skipped } = JSON.parse(out);
    expect(passed + failed + skipped).toBe(count);
  });

  it.each([
    [['/nowhere'], /^\/nowhere holds none of/],
    [[corpus, '--case', 'no such case'], /^no case of the corpus is meant/],
    [[], /missing required argument/],
  ])('exits with 2 for %j', async (parameters, message) => {
    const { exitCode, err } = await run(parameters);
    expect(exitCode).toBe(2);
    expect(err).toMatch(message);
  });

  it('asks an endpoint instead of a runtime of its own', async () => {
    const runtime = await createRuntime({ clock: { kind: 'real' }, seed: 1 });
    onTestFinished(() => runtime.close());
    const { exitCode, out } = await run([corpus, '--case', 'greeting', '--json', '--endpoint', runtime.endpoint]);
    expect(JSON.parse(out)).toMatchObject({ passed: 1, failed: 0, skipped: 0 });
    expect(exitCode).toBe(0);
    const executions = runtime.report().meter;
    expect(executions.stateTransitions).toBeGreaterThan(0);
  });

  it('tells why when the endpoint does not answer', async () => {
    const { exitCode, out } = await run([corpus, '--case', 'greeting', '--json', '--endpoint', 'http://127.0.0.1:1']);
    expect(JSON.parse(out).failures[0].reason).toMatch(/^the run broke off: .*ECONNREFUSED/s);
    expect(exitCode).toBe(1);
  });
});

describe('the page of known differences', () => {
  const bucket = { title: 'Buckets', reason: 'There are none.', cases: { needs: 'buck' } };
  const words = { title: 'Words', reason: 'It says hello.', cases: { ids: ['other-answer', 'never-asked'] } };

  it('lists what did not pass under the reviewed reasons, so that the next run is content', async () => {
    const written = await run([corpus, '--write-docs'], { reasons: [words, bucket] });
    expect(written).toMatchObject({ exitCode: 0, err: '' });
    expect(written.page()).toContain(
      '### Words (2)\n\nIt says hello.\n\n- `other-answer`\n- `never-asked`\n\n### Buckets (1)',
    );
    expect(written.page()).toContain('| basics | 6 | 1 | 1 |');
    expect(await run([corpus], { listed: ['other-answer', 'from-a-bucket'] })).toMatchObject({ exitCode: 0 });
  });

  it('tells of a reason that has become needless', async () => {
    const gone = { title: 'Gone', reason: 'It was so.', cases: { kind: 'test_state' } };
    const { exitCode, err, page } = await run([corpus, '--write-docs'], { reasons: [words, bucket, gone] });
    expect(exitCode).toBe(0);
    expect(err).toBe('no case has the reason "Gone" any more\n');
    expect(page()).not.toContain('Gone');
  });

  it('is not written while a case has no reason', async () => {
    const { exitCode, err, page } = await run([corpus, '--write-docs'], { reasons: [bucket] });
    expect(exitCode).toBe(1);
    expect(err).toBe('no reason is given for other-answer\nno reason is given for never-asked\n');
    expect(page()).toBe('');
  });
});

it('holds a recording that differs in nothing but how branches were interleaved', () => {
  const { expected } = JSON.parse(readFileSync(sfn('basics/two-branches.json'), 'utf8'));
  const names = expected.history.events.flatMap((event: { stateEnteredEventDetails?: { name: string } }) =>
    event.stateEnteredEventDetails === undefined ? [] : [event.stateEnteredEventDetails.name],
  );
  expect(names).toEqual(['Both', 'Right', 'Left']);
});
