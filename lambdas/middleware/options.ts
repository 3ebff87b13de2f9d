/**
 * Every middleware takes its options through here: defaults first, and an option that it does not know throws, since a
 * misspelt one would otherwise silently do nothing.
 */
export function withDefaults<Defaults extends object, Options extends object>(
  middleware: string,
  defaults: Defaults,
  options: Options,
  known: readonly (keyof (Defaults & Options))[],
): Defaults & Options {
  for (const name of Object.keys(options)) {
    if (!(known as readonly string[]).includes(name)) throw new TypeError(`${middleware}: unknown option ${name}`);
  }
  return { ...defaults, ...options };
}
