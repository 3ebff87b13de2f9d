import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Writes a cloud assembly of these templates, in this order and without dependencies unless given. Its one asset,
 * `abc.zip`, is a folder with `code` as its `index.mjs`.
 */
export async function writeAssembly(
  templates: Readonly<Record<string, object>>,
  dependencies: Readonly<Record<string, readonly string[]>> = {},
  code = '',
): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'assembly-'));
  const artifacts: Record<string, unknown> = {
    Tree: { type: 'cdk:tree', properties: { file: 'tree.json' } },
    'Assets.assets': { type: 'cdk:asset-manifest', properties: { file: 'Assets.assets.json' } },
  };
  for (const [stackName, template] of Object.entries(templates)) {
    artifacts[stackName] = {
      type: 'aws:cloudformation:stack',
      dependencies: ['Assets.assets', ...(dependencies[stackName] ?? [])],
      properties: { templateFile: `${stackName}.template.json` },
    };
    await writeFile(join(directory, `${stackName}.template.json`), JSON.stringify(template));
  }
  const assets = {
    files: {
      abc: { source: { path: 'asset.abc', packaging: 'zip' }, destinations: { current: { objectKey: 'abc.zip' } } },
    },
  };
  await writeFile(join(directory, 'Assets.assets.json'), JSON.stringify(assets));
  await mkdir(join(directory, 'asset.abc'));
  await writeFile(join(directory, 'asset.abc', 'index.mjs'), code);
  await writeFile(join(directory, 'manifest.json'), JSON.stringify({ version: '1', artifacts }));
  return directory;
}
