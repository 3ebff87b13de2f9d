import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import { type BundledLambdas, bundleLambdas } from '../../../infra/bundle/bundle-lambdas.ts';
import { HANDLERS, PROJECT_ROOT } from '../synthesize.ts';
import { temporaryFolder } from '../temporary-folder.ts';

/** Of `index.mjs`. A larger one has taken in something that no handler should need. */
const SIZE_LIMIT_BYTES = 1_200_000;

function createProject(files: Readonly<Record<string, string>>): string {
  const root = temporaryFolder('sources');
  for (const [path, text] of Object.entries(files)) writeSource(root, path, text);
  return root;
}

function writeSource(root: string, path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

const files = {
  'lambdas/activities/charge-deposit.ts':
    "import { greet } from './helpers/greet.ts'; export const handler = async () => greet('deposit');",
  'lambdas/activities/helpers/greet.ts': "export const greet = (name: string): string => 'hello ' + name;",
  'lambdas/signals/load-run.ts': 'export const handler = async () => 1;',
};
const codeOf = (bundles: BundledLambdas, name: string) =>
  readFileSync(join(bundles.get(name)?.folder ?? '', 'index.mjs'), 'utf8');

describe('bundling', () => {
  test('makes a folder of each file that lies directly in a handler folder', async () => {
    const root = createProject(files);
    const bundles = await bundleLambdas(root);
    expect([...bundles.keys()]).toEqual(['charge-deposit', 'load-run']);
    expect(readdirSync(join(root, 'build/lambdas/load-run')).sort()).toEqual(['index.mjs', 'index.mjs.map']);
  });

  test('makes modules that run by themselves', async () => {
    const bundles = await bundleLambdas(createProject(files));
    const bundle = await import(pathToFileURL(join(bundles.get('charge-deposit')?.folder ?? '', 'index.mjs')).href);
    expect(await bundle.handler()).toBe('hello deposit');
  });

  test('holds L1: the same sources in another place have the same bytes', async () => {
    const first = await bundleLambdas(createProject(files));
    const second = await bundleLambdas(createProject(files));
    expect(codeOf(second, 'charge-deposit')).toBe(codeOf(first, 'charge-deposit'));
    expect(second.get('charge-deposit')?.contentHash).toBe(first.get('charge-deposit')?.contentHash);
  });

  test('holds L1: a change of one handler leaves the others as they are', async () => {
    const root = createProject(files);
    const before = await bundleLambdas(root);
    writeSource(root, 'lambdas/signals/load-run.ts', 'export const handler = async () => 2;');
    const after = await bundleLambdas(root);
    expect(after.get('load-run')?.contentHash).not.toBe(before.get('load-run')?.contentHash);
    expect(after.get('charge-deposit')?.contentHash).toBe(before.get('charge-deposit')?.contentHash);
  });

  test('holds L2: removes what is left of a handler that is gone', async () => {
    const root = createProject(files);
    await bundleLambdas(root);
    rmSync(join(root, 'lambdas/signals/load-run.ts'));
    await bundleLambdas(root);
    expect(readdirSync(join(root, 'build/lambdas'))).toEqual(['charge-deposit']);
  });

  test('holds L3: does not touch a file whose bytes are the same', async () => {
    const root = createProject(files);
    await bundleLambdas(root);
    const file = join(root, 'build/lambdas/load-run/index.mjs');
    const before = statSync(file, { bigint: true });
    await bundleLambdas(root);
    expect(statSync(file, { bigint: true })).toMatchObject({ ino: before.ino, mtimeNs: before.mtimeNs });
  });

  test('refuses two handlers of one name, and names both files', async () => {
    const root = createProject({ ...files, 'lambdas/signals/charge-deposit.ts': 'export const handler = 1;' });
    await expect(bundleLambdas(root)).rejects.toThrow(/charge-deposit: lambdas\/activities\/.* and lambdas\/signals\//);
  });

  test('refuses a project without a handler', async () => {
    await expect(bundleLambdas(createProject({ 'lambdas/domain/money.ts': '' }))).rejects.toThrow('No handler in');
  });

  test('refuses a source that does not build', async () => {
    const root = createProject({ 'lambdas/signals/load-run.ts': "import './nowhere.ts';" });
    await expect(bundleLambdas(root)).rejects.toThrow('nowhere.ts');
  });
});

describe('the bundles of Legwork', () => {
  let bundles: BundledLambdas;
  beforeAll(async () => {
    bundles = await bundleLambdas(PROJECT_ROOT);
  });

  test('are those that the tests of the stack assume', async () => {
    expect([...bundles.keys()]).toEqual([...HANDLERS]);
  });

  test.each(HANDLERS)('%s stays below the size limit', (name) => {
    expect(bundles.get(name)?.sizeBytes).toBeLessThanOrEqual(SIZE_LIMIT_BYTES);
  });

  test('have a handler each, and load where there are no libraries but their own', async () => {
    const elsewhere = temporaryFolder('bundles');
    for (const { name, folder } of bundles.values())
      copyFileSync(join(folder, 'index.mjs'), join(elsewhere, `${name}.mjs`));
    const program = `for (const name of process.argv.slice(1)) {
      const { handler } = await import('${elsewhere}/' + name + '.mjs');
      console.log(name, typeof handler);
    }`;
    // In a Node of its own: vitest would transform what it imports.
    const node = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program, '--', ...HANDLERS]);
    expect(node.stdout.trim().split('\n')).toEqual(HANDLERS.map((name) => `${name} function`));
  });

  // esbuild leaves this text where it could not turn a `require` into an import: it throws when that line is reached.
  test.each(HANDLERS)('%s needs no require', (name) => {
    expect(codeOf(bundles, name)).not.toContain('Dynamic require of');
  });
});
