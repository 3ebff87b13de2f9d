const cache = new Map<string, RegExp>();
/** Policies have few patterns; the bound only keeps a runaway caller from filling the memory. */
const cacheLimit = 10_000;

/** Whether text fits a policy's pattern, where `*` stands for any characters (also none) and `?` for exactly one. */
export function matchesPattern(pattern: string, text: string, options: { ignoreCase?: boolean } = {}): boolean {
  if (pattern === '*') return true;
  const flags = options.ignoreCase === true ? 'isu' : 'su';
  const key = `${flags}/${pattern}`;
  let expression = cache.get(key);
  if (expression === undefined) {
    const source = pattern
      .replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
      .replaceAll('\\*', '.*')
      .replaceAll('\\?', '.');
    expression = new RegExp(`^${source}$`, flags);
    if (cache.size >= cacheLimit) cache.clear();
    cache.set(key, expression);
  }
  return expression.test(text);
}

/**
 * ARN patterns are compared field by field, so that a wildcard in one of the first five fields never reaches into the
 * next; the last field (the resource) takes the rest, colons included.
 */
export function matchesArnPattern(pattern: string, arn: string): boolean {
  if (pattern === '*') return true;
  const patternFields = splitArn(pattern);
  const arnFields = splitArn(arn);
  if (patternFields.length !== arnFields.length) return false;
  return patternFields.every((field, index) => matchesPattern(field, arnFields[index]!));
}

function splitArn(arn: string): string[] {
  const fields = arn.split(':');
  return fields.length <= 6 ? fields : [...fields.slice(0, 5), fields.slice(5).join(':')];
}
