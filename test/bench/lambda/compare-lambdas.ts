import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { bundleLambdas, bundleOptions } from '../../../infra/bundle/bundle-lambdas.ts';
import { median } from '../median.ts';
import { renderTable } from '../table.ts';
import { type HandlerName, handlerNames, referenceName } from './cases.ts';
import type { LambdaFigures } from './measure.ts';

/** Medians of the rounds. */
export interface ComparedLambda extends LambdaFigures {
  readonly handler: HandlerName | typeof referenceName;
  /** `invocationUs` and `importMs + firstInvocationMs` against those of the reference. */
  readonly warmRatio: number;
  readonly coldRatio: number;
  /** Of the bundle. */
  readonly kilobytes: number;
}

const projectDirectory = fileURLToPath(new URL('../../..', import.meta.url));
const measure = fileURLToPath(new URL('./measure.ts', import.meta.url));
/** Half as many before them warm the code. */
const invocations = 1_500;

/**
 * What the handlers that run most cost the processor, with the SDK clients that are in their bundles, against a bundle
 * that reads one item and does nothing else. Every measurement has a process of its own, and rounds go over all of them.
 */
export async function compareLambdas(
  rounds: number,
  profileDirectory: string | undefined,
  tell: (line: string) => void,
): Promise<ComparedLambda[]> {
  const bundles = await bundleLambdas(projectDirectory);
  const reference = join(projectDirectory, 'build', 'bench', referenceName, 'index.mjs');
  const { metafile } = await build({
    ...bundleOptions,
    // As the SDK comes.
    alias: {},
    entryPoints: [fileURLToPath(new URL('./reference.ts', import.meta.url))],
    outfile: reference,
    metafile: true,
  });
  const subjects = [
    { handler: referenceName, path: reference, bytes: Object.values(metafile.outputs).at(-1)?.bytes ?? 0 },
    ...handlerNames.map((handler) => {
      const bundle = bundles.get(handler);
      if (bundle === undefined) throw new Error(`there is no handler ${handler}`);
      return { handler, path: join(bundle.folder, 'index.mjs'), bytes: bundle.sizeBytes };
    }),
  ] as const;

  const measured = subjects.map((): LambdaFigures[] => []);
  for (let round = 1; round <= rounds; round += 1) {
    tell(`lambdas, round ${round} of ${rounds} …`);
    for (const [index, { handler, path }] of subjects.entries()) {
      measured[index]!.push(await measureInChild(path, handler, round === 1 ? profileDirectory : undefined));
    }
  }
  const medians = measured.map((figures) => ({
    importMs: median(figures.map(({ importMs }) => importMs)),
    firstInvocationMs: median(figures.map(({ firstInvocationMs }) => firstInvocationMs)),
    invocationUs: median(figures.map(({ invocationUs }) => invocationUs)),
    calls: median(figures.map(({ calls }) => calls)),
  }));
  const [base] = medians as [LambdaFigures];
  return subjects.map(({ handler, bytes }, index) => {
    const figures = medians[index]!;
    return {
      handler,
      ...figures,
      warmRatio: figures.invocationUs / base.invocationUs,
      coldRatio: (figures.importMs + figures.firstInvocationMs) / (base.importMs + base.firstInvocationMs),
      kilobytes: Math.round(bytes / 1_000),
    };
  });
}

async function measureInChild(path: string, handler: string, profileDirectory?: string): Promise<LambdaFigures> {
  const profiling =
    profileDirectory === undefined
      ? []
      : ['--cpu-prof', `--cpu-prof-dir=${profileDirectory}`, `--cpu-prof-name=${handler}.cpuprofile`];
  const { stdout } = await promisify(execFile)(process.execPath, [
    ...profiling,
    measure,
    path,
    handler,
    String(invocations),
  ]);
  return JSON.parse(stdout) as LambdaFigures;
}

export function renderLambdas(lambdas: readonly ComparedLambda[]): string {
  return renderTable(
    ['lambda', 'calls', 'CPU µs warm', 'ratio', 'import CPU ms', 'first CPU ms', 'ratio', 'bundle KB'],
    lambdas.map(({ handler, calls, invocationUs, warmRatio, importMs, firstInvocationMs, coldRatio, kilobytes }) => [
      handler,
      calls.toFixed(2),
      invocationUs.toFixed(0),
      warmRatio.toFixed(2),
      importMs.toFixed(0),
      firstInvocationMs.toFixed(0),
      coldRatio.toFixed(2),
      String(kilobytes),
    ]),
  );
}
