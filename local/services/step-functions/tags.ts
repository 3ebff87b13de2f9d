import { stepFunctionsErrors } from './errors.ts';

export interface Tag {
  readonly key: string;
  readonly value: string;
}

const mostTags = 50;

/**
 * The tags with others put over them: one of a key that is there already takes its place.
 * Throws `ValidationException` for a key without characters, `TooManyTags` beyond 50.
 */
export function mergeTags(tags: readonly Tag[], added: readonly Tag[]): readonly Tag[] {
  if (added.some(({ key }) => key === '')) throw stepFunctionsErrors.validation('The key of a tag must not be empty');
  const values = new Map([...tags, ...added].map(({ key, value }) => [key, value]));
  if (values.size > mostTags) throw stepFunctionsErrors.tooManyTags(mostTags);
  return [...values].map(([key, value]) => ({ key, value }));
}
