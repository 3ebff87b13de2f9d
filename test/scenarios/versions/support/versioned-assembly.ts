import { createHash } from 'node:crypto';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { App } from 'aws-cdk-lib';
import { type BundledLambda, bundleLambdas } from '../../../../infra/bundle/bundle-lambdas.ts';
import { buildStack, PROJECT_ROOT } from '../../../infra/synthesize.ts';
import { temporaryFolder } from '../../../infra/temporary-folder.ts';

interface Sources {
  /** Laid over the stage's settings. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** By workflow type: its definition's text as it is, and as it is to be. */
  readonly definitions?: Readonly<Record<string, (text: string) => string>>;
  /** By handler: code that stands before every call; it sees `event` and `context`. */
  readonly codes?: Readonly<Record<string, string>>;
}

const bundles = bundleLambdas(PROJECT_ROOT);

/** The cloud assembly of the project's sources, changed in places. Answers its folder. */
export async function synthesizeVersion({ settings, definitions = {}, codes = {} }: Sources = {}): Promise<string> {
  const stateMachinesFolder = temporaryFolder('definitions');
  cpSync(join(PROJECT_ROOT, 'state-machines'), stateMachinesFolder, { recursive: true });
  for (const [type, change] of Object.entries(definitions)) {
    const file = join(stateMachinesFolder, `${type}.asl.json`);
    const text = readFileSync(file, 'utf8');
    const changed = change(text);
    if (changed === text) throw new Error(`nothing is changed in the definition of ${type}`);
    writeFileSync(file, changed);
  }
  const changedBundles = new Map(
    [...(await bundles)].map(([name, bundle]) => {
      const code = codes[name];
      return [name, code === undefined ? bundle : putBefore(bundle, code)];
    }),
  );
  const stack = buildStack({
    bundles: changedBundles,
    stateMachinesFolder,
    ...(settings !== undefined && { settings }),
  });
  return (stack.node.root as App).synth().directory;
}

function putBefore(bundle: BundledLambda, code: string): BundledLambda {
  const folder = temporaryFolder(bundle.name);
  cpSync(join(bundle.folder, 'index.mjs'), join(folder, 'before.mjs'));
  const text = `import { handler as before } from './before.mjs';
export const handler = async (event, context) => {
  ${code}
  return before(event, context);
};
`;
  writeFileSync(join(folder, 'index.mjs'), text);
  const contentHash = createHash('sha256').update(bundle.contentHash).update(text).digest('hex');
  return { ...bundle, folder, contentHash };
}
