import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { errorNames } from '../lambdas/domain/errors.ts';
import { emittedDetailTypes, incomingDetailTypes } from '../lambdas/domain/event-names.ts';

const project = fileURLToPath(new URL('..', import.meta.url));
const read = (path: string): string => readFileSync(join(project, path), 'utf8');

const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
  cwd: project,
  encoding: 'utf8',
})
  .split('\n')
  .filter((path) => path !== '' && existsSync(join(project, path)));
const sources = files.filter((path) => /\.(ts|mjs)$/.test(path));
const productionSources = sources.filter((path) => !/^(test|tools)\//.test(path));

describe('the source tree', () => {
  it('has no file that needs much scrolling', () => {
    // A test reads from one title to the next; what runs has to be seen as a whole.
    const longestLines = (path: string): number => (path.startsWith('test/') ? 500 : 250);
    const long = sources
      .map((path) => ({ path, lines: read(path).split('\n').length }))
      .filter(({ path, lines }) => lines > longestLines(path));
    expect(long).toEqual([]);
  });

  it('names files in kebab-case', () => {
    const wrong = files
      .filter((path) => /^(lambdas|infra|local|sandbox|ops|test|state-machines|tools)\//.test(path))
      .filter((path) => !path.endsWith('/README.md'))
      .filter((path) => !/^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9-]+)*$/.test(path.split('/').at(-1) ?? ''));
    expect(wrong).toEqual([]);
  });

  it.each([
    [
      /\bDate\.now\(|new Date\(\)|performance\.now\(/,
      [
        'local/clock/machine-time.ts',
        'lambdas/middleware/platform.ts',
        'lambdas/activities/connections/connect-access.ts',
        'sandbox/start.ts',
        'ops/main.ts',
        'local/services/lambda/worker/',
      ],
    ],
    [/\bMath\.random\(/, []],
    [
      /\bsetTimeout\(|\bsetInterval\(|node:timers/,
      [
        'local/clock/machine-time.ts',
        'sandbox/feed/play-story.ts',
        'sandbox/watch/watch-sources.ts',
        'local/services/lambda/worker/',
        'ops/main.ts',
      ],
    ],
    [
      /(?<![.\w])fetch\(/,
      [
        'lambdas/gateways/read-json.ts',
        'sandbox/forward-requests.ts',
        'sandbox/outside-world.ts',
        'local/services/step-functions/integrations/http/send-http.ts',
      ],
    ],
  ])('has %s only where time, chance and the outside world are made', (pattern, places) => {
    const found = productionSources
      .filter((path) => !places.some((place) => path.startsWith(place)))
      .filter((path) => pattern.test(withoutComments(read(path))));
    expect(found).toEqual([]);
  });

  it('leaves nothing undone or switched off without a reason', () => {
    // Put together from halves, so that this file does not find itself.
    const marks = new RegExp(
      [
        'TO',
        'DO|FIX',
        'ME|@ts-',
        'ignore|@ts-',
        'expect-error|as a',
        'ny\\b|\\b(it|test|describe)\\.(skip|only|todo)\\(',
      ].join(''),
    );
    const found = sources.flatMap((path) =>
      read(path)
        .split('\n')
        .map((line, index) => ({ line, at: `${path}:${index + 1}` }))
        .filter(({ line }) => marks.test(line))
        .map(({ at, line }) => `${at} ${line.trim()}`),
    );
    expect(found).toEqual([]);
  });
});

describe('the walls', () => {
  it.each([
    ['local/kernel', '../../lambdas/domain/policy.ts'],
    ['local/kernel', '../../infra/names.ts'],
    ['lambdas/domain', '../gateways/payments.ts'],
    ['lambdas/gateways', '../../local/runtime.ts'],
    ['lambdas/activities', '../signals/route-event.ts'],
    ['lambdas/middleware', '../gateways/payments.ts'],
    ['sandbox/tape', '../../local/kernel/kernel.ts'],
    ['sandbox/tape', '../../lambdas/domain/policy.ts'],
    ['infra/stacks', '../../lambdas/gateways/payments.ts'],
    ['ops/replay', '../../local/kernel/kernel.ts'],
    ['ops/replay', '../../lambdas/gateways/payments.ts'],
  ])('in %s an import of %s fails the check', (folder, specifier) => {
    expect(lint(folder, specifier)).toContain('noRestrictedImports');
  });

  it.each([
    ['lambdas/activities', '../gateways/payments.ts'],
    ['infra/stacks', '../../lambdas/domain/event-names.ts'],
    ['sandbox/tape', '../../local/runtime.ts'],
    ['ops/replay', '../../local/engine/transition.ts'],
    ['ops/replay', '../../lambdas/domain/signals.ts'],
  ])('in %s an import of %s passes', (folder, specifier) => {
    expect(lint(folder, specifier)).not.toContain('noRestrictedImports');
  });

  /** Lints a file with this import that lies in the folder only while it is looked at. */
  function lint(folder: string, specifier: string): string {
    const directory = mkdtempSync(join(project, folder, 'wall-probe-'));
    try {
      const from = relative(directory, join(project, folder, specifier)).replaceAll('\\', '/');
      const probe = join(directory, 'probe.ts');
      writeFileSync(probe, `import { probe } from '${from}';\n\nexport const found = probe;\n`);
      execFileSync('npx', ['biome', 'lint', probe], { cwd: project, encoding: 'utf8', stdio: 'pipe' });
      return '';
    } catch (error) {
      const { stdout, stderr } = error as { stdout: string; stderr: string };
      return stdout + stderr;
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  }
});

describe('the documentation', () => {
  it('lists every error that code can throw, with its name', () => {
    expect(errorNames.filter((name) => !read('docs/architecture.md').includes(`\`${name}\``))).toEqual([]);
  });

  it('lists every event that comes in or goes out', () => {
    const names = [...incomingDetailTypes, ...emittedDetailTypes];
    expect(names.filter((name) => !read('docs/events.md').includes(`\`${name}\``))).toEqual([]);
  });

  it('has no link to a file that is not there', () => {
    const broken = files
      .filter((path) => path.endsWith('.md'))
      .flatMap((path) =>
        [...read(path).matchAll(/\]\((?!https?:|#)([^)#\s]+)[^)]*\)/g)]
          .map(([, target]) => join(dirname(path), target ?? ''))
          .filter((target) => !existsSync(join(project, target)))
          .map((target) => `${path} → ${target}`),
      );
    expect(broken).toEqual([]);
  });
});

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '');
}
