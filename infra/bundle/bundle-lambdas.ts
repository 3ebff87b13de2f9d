/**
 * Bundles every handler in one esbuild call.
 *
 * L1  Same sources, same bytes: paths in bundles and maps are relative and nothing of time or machine gets in, so that a
 *     function gets a new version only when its code changed.
 * L2  Afterwards the output folder holds exactly the handlers that exist: what is left of a deleted one is removed.
 * L3  A file is replaced in one step and only when its bytes differ: two synths at once do not see half a bundle.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build, type OutputFile } from 'esbuild';

/** Folders of the handlers, under the project's root. Files directly in them are handlers, those in subfolders are not. */
const HANDLER_FOLDERS = ['lambdas/activities', 'lambdas/signals'] as const;
const OUTPUT_FOLDER = 'build/lambdas';

const environmentCredentials = fileURLToPath(
  new URL('../../lambdas/middleware/environment-credentials.ts', import.meta.url),
);

/** How a handler is built. */
export const bundleOptions = {
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  // Module builds first: they can be shaken, and they need no `require` in an ES module.
  mainFields: ['module', 'main'],
  minify: true,
  // Part of the deployed code and of nothing else: who runs the sources on a desk has other credentials.
  alias: { '@aws-sdk/credential-provider-node': environmentCredentials },
  sourcemap: 'linked',
  // A stack trace needs names and lines; the text of the sources would only make the archive larger.
  sourcesContent: false,
  legalComments: 'none',
  logLevel: 'silent',
} satisfies BuildOptions;

export interface BundledLambda {
  /** Name of the handler's file without its ending, for example `charge-deposit`. */
  readonly name: string;
  /** Absolute path of the folder that goes to Lambda: `index.mjs` and its source map. */
  readonly folder: string;
  /** Size of `index.mjs`. */
  readonly sizeBytes: number;
  /** SHA-256 of what goes to Lambda, hexadecimal. */
  readonly contentHash: string;
}

/** By name, in alphabetical order. */
export type BundledLambdas = ReadonlyMap<string, BundledLambda>;

/**
 * @param projectRoot absolute path of the folder that holds `lambdas/`
 * @throws when a source does not build (with esbuild's messages), two handlers share a name, or there is none
 */
export async function bundleLambdas(projectRoot: string): Promise<BundledLambdas> {
  const outputFolder = join(projectRoot, OUTPUT_FOLDER);
  const handlers = findHandlers(projectRoot);
  const { outputFiles } = await build({
    absWorkingDir: projectRoot,
    entryPoints: [...handlers].map(([name, file]) => ({ in: file, out: `${name}/index` })),
    outdir: outputFolder,
    outExtension: { '.js': '.mjs' },
    write: false,
    ...bundleOptions,
  });
  for (const file of outputFiles) writeIfChanged(file);
  removeStale(outputFolder, handlers);
  return new Map(
    [...handlers.keys()].map((name) => [name, describeBundle(name, join(outputFolder, name), outputFiles)]),
  );
}

/** Handler name → source file relative to the root. Sorted, as esbuild's output may depend on the order of its entries. */
function findHandlers(projectRoot: string): Map<string, string> {
  const files = HANDLER_FOLDERS.flatMap((folder) =>
    listFolder(join(projectRoot, folder))
      .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
      .map((entry) => `${folder}/${entry.name}`),
  );
  const handlers = new Map<string, string>();
  for (const file of files.sort((left, right) => (basename(left) < basename(right) ? -1 : 1))) {
    const name = basename(file, '.ts');
    const other = handlers.get(name);
    if (other !== undefined) throw new Error(`Two handlers are called ${name}: ${other} and ${file}`);
    handlers.set(name, file);
  }
  if (handlers.size === 0) throw new Error(`No handler in ${HANDLER_FOLDERS.join(' or ')} under ${projectRoot}`);
  return handlers;
}

function listFolder(folder: string) {
  return existsSync(folder) ? readdirSync(folder, { withFileTypes: true }) : [];
}

function writeIfChanged({ path, contents }: OutputFile): void {
  if (existsSync(path) && readFileSync(path).equals(contents)) return;
  mkdirSync(dirname(path), { recursive: true });
  // Outside the folder that is hashed, or a synth at the same time would take the half-written file for a part of it.
  const temporary = `${dirname(path)}.${basename(path)}.${process.pid}`;
  writeFileSync(temporary, contents);
  renameSync(temporary, path);
}

function removeStale(outputFolder: string, handlers: ReadonlyMap<string, string>): void {
  for (const entry of listFolder(outputFolder)) {
    if (entry.isDirectory() && !handlers.has(entry.name)) rmSync(join(outputFolder, entry.name), { recursive: true });
  }
}

function describeBundle(name: string, folder: string, outputFiles: readonly OutputFile[]): BundledLambda {
  const own = outputFiles
    .filter(({ path }) => dirname(path) === folder)
    .sort((left, right) => (left.path < right.path ? -1 : 1));
  const hash = createHash('sha256');
  for (const { path, contents } of own) hash.update(`${relative(folder, path)}\0${contents.length}\0`).update(contents);
  const code = own.find(({ path }) => basename(path) === 'index.mjs');
  return { name, folder, sizeBytes: code?.contents.length ?? 0, contentHash: hash.digest('hex') };
}
