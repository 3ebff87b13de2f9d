import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sortByDependencies } from './sort-by-dependencies.ts';
import type { Template } from './template.ts';

/** A stack of the assembly with its template. */
export interface LoadedStack {
  readonly stackName: string;
  readonly template: Template;
  /** Folder that the template and its assets lie in. */
  readonly directory: string;
  /** Absolute paths of its assets by the object key that the template names. */
  readonly assets: ReadonlyMap<string, string>;
}

interface Manifest {
  readonly artifacts?: Readonly<Record<string, Artifact>>;
}

interface Artifact {
  readonly type: string;
  readonly dependencies?: readonly string[];
  readonly properties?: {
    readonly templateFile?: string;
    readonly stackName?: string;
    readonly directoryName?: string;
    readonly file?: string;
  };
}

interface AssetManifest {
  readonly files?: Readonly<
    Record<
      string,
      {
        readonly source: { readonly path?: string };
        readonly destinations: Readonly<Record<string, { readonly objectKey: string }>>;
      }
    >
  >;
}

/** Reads a cloud assembly as `cdk synth` writes it: its stacks, those that others depend on first. */
export async function loadAssembly(directory: string): Promise<LoadedStack[]> {
  const manifest: Manifest = await readJson(join(directory, 'manifest.json'));
  const artifacts = manifest.artifacts ?? {};
  const assets = await loadAssets(directory, Object.values(artifacts));
  const order = sortByDependencies(
    Object.keys(artifacts),
    (id) => artifacts[id]!.dependencies ?? [],
    (cycle) => `the stacks of ${directory} depend on one another: ${cycle.join(' → ')}`,
  );
  const stacks: LoadedStack[] = [];
  for (const id of order) {
    const artifact = artifacts[id]!;
    if (artifact.type === 'cdk:cloud-assembly') {
      stacks.push(...(await loadAssembly(join(directory, artifact.properties?.directoryName ?? id))));
    } else if (artifact.type === 'aws:cloudformation:stack') {
      stacks.push(await loadStack(directory, id, artifact, assets));
    }
  }
  return stacks;
}

async function loadStack(
  directory: string,
  id: string,
  artifact: Artifact,
  assets: ReadonlyMap<string, string>,
): Promise<LoadedStack> {
  const template: Template = await readJson(
    join(directory, artifact.properties?.templateFile ?? `${id}.template.json`),
  );
  const stackName = artifact.properties?.stackName ?? id;
  return { stackName, template, directory, assets };
}

/** @throws for a key that the assembly has no asset of */
export function findAsset(assets: ReadonlyMap<string, string>, objectKey: string): string {
  const path = assets.get(objectKey);
  if (path === undefined) throw new Error(`the assembly has no asset ${objectKey}`);
  return path;
}

async function loadAssets(directory: string, artifacts: readonly Artifact[]): Promise<Map<string, string>> {
  const paths = new Map<string, string>();
  for (const artifact of artifacts) {
    if (artifact.type !== 'cdk:asset-manifest' || artifact.properties?.file === undefined) continue;
    const manifest: AssetManifest = await readJson(join(directory, artifact.properties.file));
    for (const { source, destinations } of Object.values(manifest.files ?? {})) {
      if (source.path === undefined) continue;
      for (const { objectKey } of Object.values(destinations)) paths.set(objectKey, join(directory, source.path));
    }
  }
  return paths;
}

async function readJson<T>(path: string): Promise<T> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    throw new Error(`the cloud assembly cannot be read: ${path} (run \`npm run synth\` to make one)`, { cause: error });
  }
  try {
    return JSON.parse(text) as T;
  } catch (error) {
    throw new Error(`${path} is not JSON`, { cause: error });
  }
}
