import { type FSWatcher, watch } from 'node:fs';
import { dirname, join } from 'node:path';

/** So long nothing must have changed before a change is told: editors and version control write many files at once. Unit: milliseconds. */
const quietMs = 200;

export interface SourceWatch {
  close(): void;
}

/**
 * Tells of changes in folders, at any depth, and files, once for all that change at about the same time. Files are watched
 * through the folder that they lie in, because editors replace them.
 *
 * @param inputs paths relative to `projectDirectory`: folders, and files with an ending
 * @param onError told when watching comes to an end, as with too many files for the system
 */
export function watchSources(
  projectDirectory: string,
  inputs: readonly string[],
  { onChange, onError }: { readonly onChange: () => void; readonly onError: (error: Error) => void },
): SourceWatch {
  let timer: NodeJS.Timeout | undefined;
  const changed = (): void => {
    clearTimeout(timer);
    timer = setTimeout(onChange, quietMs);
  };
  const files = new Set(inputs.filter((input) => /\.\w+$/.test(input)).map((input) => join(projectDirectory, input)));
  const watchers: FSWatcher[] = [];
  for (const input of inputs) {
    const path = join(projectDirectory, input);
    if (!files.has(path)) watchers.push(watch(path, { recursive: true }, changed));
  }
  for (const folder of new Set([...files].map(dirname))) {
    const watcher = watch(folder, (_event, name) => {
      if (name !== null && files.has(join(folder, name))) changed();
    });
    watchers.push(watcher);
  }
  for (const watcher of watchers) watcher.on('error', onError);
  return {
    close() {
      clearTimeout(timer);
      for (const watcher of watchers) watcher.close();
    },
  };
}
