import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ResourceRequest } from '../../../assembly/resource-provider.ts';
import type { FunctionCode, FunctionStore, FunctionVersion } from '../function-store.ts';
import { assertMembers, readObject, readText, unsupported } from './properties.ts';

/** The code of a function: the folder of an asset of the assembly, or a folder made for code that the template holds. */
export function readFunctionCode(request: ResourceRequest, inlineCodeDirectories: string[]): FunctionCode {
  const code = readObject(request.properties, 'Code') ?? {};
  assertMembers(code, 'Code', ['S3Bucket', 'S3Key', 'ZipFile']);
  const source = readText(code, 'ZipFile');
  const objectKey = readText(code, 'S3Key');
  if (source !== undefined) {
    return { ...describeCode(writeInlineCode(source, inlineCodeDirectories)), inlineSource: source };
  }
  if (objectKey === undefined) throw unsupported('Code', 'names neither an object (S3Key) nor code (ZipFile)');
  return describeCode(request.assetPath(objectKey));
}

/** Gives functions that the journal had folders for their inline code again. */
export function restoreInlineCode(store: FunctionStore, inlineCodeDirectories: string[]): void {
  const restored = (version: FunctionVersion): FunctionVersion => {
    const { inlineSource } = version.code;
    if (inlineSource === undefined) return version;
    return { ...version, code: { ...version.code, directory: writeInlineCode(inlineSource, inlineCodeDirectories) } };
  };
  for (const record of store.list()) {
    record.latest = restored(record.latest);
    for (const [number, version] of record.versions) record.versions.set(number, restored(version));
  }
}

/**
 * The file that CloudFormation makes of inline code, in a folder of its own. Which kind of module it is must not depend on
 * a package.json somewhere above the folder for temporary files, so an empty one stands between.
 */
function writeInlineCode(source: string, inlineCodeDirectories: string[]): string {
  const parent = mkdtempSync(join(tmpdir(), 'lambda-inline-'));
  inlineCodeDirectories.push(parent);
  const directory = join(parent, 'code');
  mkdirSync(directory);
  writeFileSync(join(parent, 'package.json'), '{}');
  writeFileSync(join(directory, 'index.js'), source);
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
