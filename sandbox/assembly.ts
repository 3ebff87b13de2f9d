import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const projectDirectory = fileURLToPath(new URL('..', import.meta.url));
const assembliesDirectory = join(projectDirectory, 'build', 'assemblies');
/** Everything that the cloud assembly is made of: folders, and files with an ending. Relative to the project. */
export const assemblyInputs = ['infra', 'lambdas', 'state-machines', 'cdk.json', 'package-lock.json'];

/**
 * The cloud assembly of the sources as they are now: synthesised once for each state of the sources, then found again
 * under the hash of its inputs. The app is run as the CDK's command line runs it, with the context of `cdk.json`.
 *
 * @param log told when something has to be synthesised
 * @param signal ends a synthesis that is on its way
 * @returns absolute path of the assembly's folder
 * @throws Error with what the app failed with
 */
export async function ensureAssembly(log: (line: string) => void, signal?: AbortSignal): Promise<string> {
  for (;;) {
    const hash = hashOfInputs();
    const directory = join(assembliesDirectory, hash);
    if (existsSync(join(directory, 'manifest.json'))) return directory;

    log('Synthesising the CDK app …');
    await mkdir(assembliesDirectory, { recursive: true });
    const unfinished = await mkdtemp(join(assembliesDirectory, 'unfinished-'));
    try {
      await runApp(unfinished, signal);
      // What has changed meanwhile may be in it or not: it is nobody's assembly.
      if (hashOfInputs() !== hash) continue;
      await rename(unfinished, directory).catch((error: NodeJS.ErrnoException) => {
        // Somebody else finished the same assembly first: theirs is as good.
        if (!existsSync(join(directory, 'manifest.json'))) throw error;
      });
      return directory;
    } finally {
      await rm(unfinished, { recursive: true, force: true });
    }
  }
}

async function runApp(outputDirectory: string, signal: AbortSignal | undefined): Promise<void> {
  const { context } = JSON.parse(readFileSync(join(projectDirectory, 'cdk.json'), 'utf8')) as { context?: unknown };
  const child = spawn(process.execPath, ['infra/app.ts'], {
    cwd: projectDirectory,
    env: {
      ...process.env,
      CDK_OUTDIR: outputDirectory,
      CDK_CONTEXT_JSON: JSON.stringify(context ?? {}),
      // `npm run synth` validates the templates; a local start does not wait a second for it each time.
      CDK_VALIDATION: 'false',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(signal !== undefined && { signal }),
  });
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  child.stderr.on('data', (chunk) => {
    output += chunk;
  });
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  if (exitCode !== 0) throw new Error(`The CDK app ended with exit code ${exitCode}:\n${findFailure(output)}`);
}

/** Of what Node prints of an uncaught exception: its name and message, without the lines of code around them. */
function findFailure(output: string): string {
  const [, failure] = /^((?:\w*Error)\b.*?)(?=\n {4}at )/ms.exec(output) ?? [];
  return failure ?? output;
}

function hashOfInputs(): string {
  const hash = createHash('sha256');
  const add = (path: string): void => {
    const absolute = join(projectDirectory, path);
    const entries = readdirSync(absolute, { withFileTypes: true });
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const child = `${path}/${entry.name}`;
      if (entry.isDirectory()) add(child);
      else
        hash
          .update(`${child}\0`)
          .update(readFileSync(join(projectDirectory, child)))
          .update('\0');
    }
  };
  for (const input of assemblyInputs) {
    if (/\.json$/.test(input))
      hash
        .update(`${input}\0`)
        .update(readFileSync(join(projectDirectory, input)))
        .update('\0');
    else add(input);
  }
  return hash.digest('hex').slice(0, 16);
}
