import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { RuntimeClientError } from './runtime-client-error.ts';

export type Handler = (event: unknown, context: unknown) => unknown;

const endings = ['.mjs', '.js', '.cjs'];

/** What a module's address has behind it where the same file is loaded once more in a thread. */
export const copyMark = /(?<=\.(?:mjs|js|cjs))\?copy=\d+/g;

/** How often a file has been loaded in this thread: each environment needs modules of its own. */
const loads = new Map<string, number>();

/**
 * Finds `folder/file.export.of.it` below the task root, as Lambda's Node.js runtime does.
 *
 * @throws RuntimeClientError named as Lambda names it; whatever the module throws while it loads
 */
export async function loadHandler(taskRoot: string, handler: string): Promise<Handler> {
  const match = /^([^.]+)\.(.+)$/.exec(basename(handler));
  if (match === null) throw new RuntimeClientError('Runtime.MalformedHandlerName', 'Bad handler');
  const [, moduleName, exportPath] = match as unknown as [string, string, string];

  const modulePath = join(taskRoot, dirname(handler), moduleName);
  const file = endings.map((ending) => `${modulePath}${ending}`).find((candidate) => existsSync(candidate));
  if (file === undefined) {
    throw new RuntimeClientError('Runtime.ImportModuleError', `Error: Cannot find module '${moduleName}'`);
  }
  const found = findExport(await importModule(file), exportPath);
  if (typeof found !== 'function') {
    throw new RuntimeClientError('Runtime.HandlerNotFound', `${handler} is undefined or not exported`);
  }
  return found as Handler;
}

async function importModule(file: string): Promise<Record<string, unknown>> {
  const { href } = pathToFileURL(file);
  const load = (loads.get(file) ?? 0) + 1;
  loads.set(file, load);
  try {
    return (await import(load === 1 ? href : `${href}?copy=${load}`)) as Record<string, unknown>;
  } catch (error) {
    if (error instanceof SyntaxError) {
      throw new RuntimeClientError('Runtime.UserCodeSyntaxError', `SyntaxError: ${error.message}`, { cause: error });
    }
    if (error instanceof Error && (error as NodeJS.ErrnoException).code === 'ERR_MODULE_NOT_FOUND') {
      throw new RuntimeClientError('Runtime.ImportModuleError', `Error: ${error.message}`, { cause: error });
    }
    throw error;
  }
}

/** Named exports first; those of a CommonJS module that Node cannot see by name are below `default`. */
function findExport(module: Record<string, unknown>, exportPath: string): unknown {
  const follow = (from: unknown): unknown =>
    exportPath.split('.').reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], from);
  return follow(module) ?? follow(module.default);
}
