import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const projectDirectory = fileURLToPath(new URL('..', import.meta.url));
const assembliesDirectory = join(projectDirectory, 'build', 'assemblies');
/** Everything that the cloud assembly is made of. */
const inputs = ['infra', 'lambdas', 'state-machines', 'cdk.json', 'package-lock.json'];

/**
 * The cloud assembly of the sources as they are now: synthesised once for each state of the sources, then found again
 * under the hash of its inputs. The app is run as the CDK's command line runs it, with the context of `cdk.json`.
 *
 * @returns absolute path of the assembly's folder
 * @throws Error with what the app printed, when it fails
 */
export async function ensureAssembly(log: (line: string) => void): Promise<string> {
  const directory = join(assembliesDirectory, hashOfInputs());
  if (existsSync(join(directory, 'manifest.json'))) return directory;

  log('Synthesising the CDK app …');
  await mkdir(assembliesDirectory, { recursive: true });
  const unfinished = await mkdtemp(join(assembliesDirectory, 'unfinished-'));
  try {
    await runApp(unfinished);
    await rename(unfinished, directory).catch((error: NodeJS.ErrnoException) => {
      // Somebody else finished the same assembly first: theirs is as good.
      if (!existsSync(join(directory, 'manifest.json'))) throw error;
    });
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
  return directory;
}

async function runApp(outputDirectory: string): Promise<void> {
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
  if (exitCode !== 0) throw new Error(`The CDK app ended with exit code ${exitCode}:\n${output}`);
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
  for (const input of inputs) {
    if (/\.json$/.test(input))
      hash
        .update(`${input}\0`)
        .update(readFileSync(join(projectDirectory, input)))
        .update('\0');
    else add(input);
  }
  return hash.digest('hex').slice(0, 16);
}
