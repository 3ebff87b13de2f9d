import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ResourceRequest } from '../../../assembly/resource-provider.ts';
import type { FunctionCode } from '../function-store.ts';
import { assertMembers, readObject, readText, unsupported } from './properties.ts';

/** The code of a function: the folder of an asset of the assembly, or a folder made for code that the template holds. */
export async function readFunctionCode(
  request: ResourceRequest,
  inlineCodeDirectories: string[],
): Promise<FunctionCode> {
  const code = readObject(request.properties, 'Code') ?? {};
  assertMembers(code, 'Code', ['S3Bucket', 'S3Key', 'ZipFile']);
  const source = readText(code, 'ZipFile');
  const objectKey = readText(code, 'S3Key');
  if (source !== undefined) {
    const directory = await mkdtemp(join(tmpdir(), 'lambda-inline-'));
    inlineCodeDirectories.push(directory);
    return describeCode(await writeInlineCode(directory, source));
  }
  if (objectKey === undefined) throw unsupported('Code', 'names neither an object (S3Key) nor code (ZipFile)');
  return describeCode(request.assetPath(objectKey));
}

/**
 * The file that CloudFormation makes of inline code, in a folder of its own. Which kind of module it is must not depend on
 * a package.json somewhere above the folder for temporary files, so an empty one stands between.
 */
async function writeInlineCode(parent: string, source: string): Promise<string> {
  const directory = join(parent, 'code');
  await mkdir(directory);
  await writeFile(join(parent, 'package.json'), '{}');
  await writeFile(join(directory, 'index.js'), source);
  return directory;
}

function describeCode(directory: string): FunctionCode {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  for (const file of filesOf(directory)) {
    const content = readFileSync(join(directory, file));
    hash.update(`${file}\0${content.byteLength}\0`).update(content);
    sizeBytes += content.byteLength;
  }
  return { directory, sha256: hash.digest('base64'), sizeBytes };
}

/** Paths below the folder, in one order on every machine. */
function filesOf(directory: string): string[] {
  const entries = readdirSync(directory, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1))
    .sort();
}
