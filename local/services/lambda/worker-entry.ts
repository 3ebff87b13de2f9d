import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';

let entry: URL | undefined;

/**
 * The worker's main module with everything that it imports, as JavaScript. Made once for all threads: one that had to read
 * TypeScript itself would load a compiler each, 9 MB and a quarter of its start.
 */
export function workerEntry(): URL {
  entry ??= new URL(toDataUrl(new URL('./worker-bootstrap.ts', import.meta.url)));
  return entry;
}

/** Imports of our own become modules of the same kind; traces name the files as they are on disk, line by line. */
function toDataUrl(file: URL): string {
  const source = withoutTypes(readFileSync(file, 'utf8'));
  const resolved = source.replace(
    /(?<=^(?:import|export|\}) .*from )'(\.[^']+)'/gm,
    (_, specifier: string) => `'${toDataUrl(new URL(specifier, file))}'`,
  );
  const javaScript = Buffer.from(`${resolved}\n//# sourceURL=${file.href}`);
  return `data:text/javascript;base64,${javaScript.toString('base64')}`;
}

/** Node.js calls this function experimental, though it runs every TypeScript file through it: nobody is to be told. */
function withoutTypes(source: string): string {
  const { emitWarning } = process;
  process.emitWarning = () => {};
  try {
    return stripTypeScriptTypes(source);
  } finally {
    process.emitWarning = emitWarning;
  }
}
