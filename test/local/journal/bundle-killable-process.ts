import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const worker = { source: 'worker-bootstrap.ts', bundle: 'worker-bootstrap.mjs' };

/**
 * Writes the process that is killed, and the worker that its Lambdas run in, as one file of JavaScript each: they start in
 * a third of the time that hundreds of modules take, which is what hundreds of kills are made of. Gives the path of the
 * process's file.
 */
export async function bundleKillableProcess(directory: string): Promise<string> {
  const script = join(directory, 'killable-process.mjs');
  const code = await bundle('./killable-process.ts', commonJsBanner);
  if (!code.includes(worker.source)) throw new Error(`the process does not name ${worker.source}`);
  await writeFile(script, code.replaceAll(worker.source, worker.bundle));
  await writeFile(join(directory, worker.bundle), await bundle(`../../../local/services/lambda/${worker.source}`));
  return script;
}

/** For libraries that ask for others by `require`; what the worker imports asks for none. */
const commonJsBanner = "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";

async function bundle(source: string, banner = ''): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(source, import.meta.url))],
    write: false,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    banner: { js: banner },
  });
  return outputFiles[0]!.text;
}
