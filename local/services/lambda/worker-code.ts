import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * The worker's main module as JavaScript, with what it imports. Made once for all threads: one that had to read TypeScript itself
 * would load a compiler of its own, 9 MB and a quarter of its start.
 */
export interface WorkerCode {
  /** Absolute path of the main module; the first call writes it. */
  entry(): string;
  /** Removes the files again; threads that run have read them. */
  remove(): void;
}

export function createWorkerCode(): WorkerCode {
  let folder: string | undefined;
  return {
    entry() {
      // A bundled runtime has its worker beside it as JavaScript already.
      if (!mainModule.endsWith('.ts')) return join(sources, mainModule);
      folder ??= writeJavaScript();
      return join(folder, mainModule.replace(/\.ts$/, '.mjs'));
    },
    remove() {
      if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
      folder = undefined;
    },
  };
}

const sources = fileURLToPath(new URL('.', import.meta.url));
const mainModule = 'worker-bootstrap.ts';
const importedFolder = 'worker';

function writeJavaScript(): string {
  const folder = mkdtempSync(join(tmpdir(), 'lambda-worker-'));
  mkdirSync(join(folder, importedFolder));
  const imported = readdirSync(join(sources, importedFolder)).map((file) => join(importedFolder, file));
  for (const file of [mainModule, ...imported]) {
    // Types become blanks, so that traces name the lines of the source.
    const javaScript = withoutTypes(readFileSync(join(sources, file), 'utf8')).replace(
      /(?<=^(?:import|\}) .*from '\.[^']+)\.ts'/gm,
      ".mjs'",
    );
    writeFileSync(join(folder, file.replace(/\.ts$/, '.mjs')), javaScript);
  }
  return folder;
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
