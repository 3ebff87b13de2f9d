import { stepFunctionsErrors } from './errors.ts';

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are among those that a name must not have.
const forbidden = /[\s<>{}[\]?*"#%\\^|~`$&,;:/\u0000-\u001f\u007f-\u009f\ufffe\uffff\ud800-\udfff]/;
const aliasPattern = /^(?=.*[a-zA-Z_\-.])[a-zA-Z0-9_\-.]{1,80}$/;

/** Throws `InvalidName` unless a machine or an execution may be called so. */
export function assertName(name: unknown): asserts name is string {
  if (typeof name !== 'string' || name.length < 1 || name.length > 80 || forbidden.test(name)) {
    throw stepFunctionsErrors.invalidName(String(name));
  }
}

/** Throws `ValidationException`: an alias may not look like the number of a version. */
export function assertAliasName(name: unknown): asserts name is string {
  if (typeof name === 'string' && aliasPattern.test(name)) return;
  if (typeof name === 'string' && name.length > 80) {
    throw stepFunctionsErrors.validation(
      `1 validation error detected: Value '${name}' at 'name' failed to satisfy constraint: Member must have length less than or equal to 80`,
    );
  }
  throw stepFunctionsErrors.validation(
    `1 validation error detected: Value '${name}' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: ^(?=.*[a-zA-Z_\\-\\.])[a-zA-Z0-9_\\-\\.]+$`,
  );
}
