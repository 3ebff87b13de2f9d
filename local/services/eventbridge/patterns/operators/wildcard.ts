import { type JsonTokens, PatternError } from '../json-tokens.ts';
import { expectEnd, type Predicate, refuse, text, value } from '../predicate.ts';

/** A character to match, or `null` for `*`. */
type WildcardStep = string | null;

/**
 * Places of one pattern that a text may stand at together, at most. AWS refuses more without saying where its bound lies;
 * this one separates the patterns of its documentation that it takes from the one that it refuses.
 */
const simultaneousPlaces = 10;

/** `{"wildcard": "dir/*"}`: `*` is any text, `\*` and `\\` are the characters themselves. */
export function wildcard(tokens: JsonTokens): Predicate {
  if (tokens.next() !== 'string') refuse(tokens, 'wildcard match pattern must be a string');
  const matches = compileWildcard(tokens, tokens.text());
  expectEnd(tokens);
  return value(text(matches));
}

export function compileWildcard(tokens: JsonTokens, pattern: string): (text: string) => boolean {
  const steps = parseSteps(tokens, pattern);
  if (mostSimultaneousPlaces(steps) > simultaneousPlaces) {
    throw new PatternError(
      'Rule is too complex - try using fewer wildcard characters or fewer repeating character sequences after a wildcard character',
    );
  }
  return (candidate) => matchesSteps(steps, candidate);
}

function parseSteps(tokens: JsonTokens, pattern: string): WildcardStep[] {
  const steps: WildcardStep[] = [];
  for (let index = 0; index < pattern.length; index += 1) {
    const character = pattern[index]!;
    // AWS counts the opening quote of the string as well.
    if (character === '*') {
      if (pattern[index + 1] === '*') refuse(tokens, `Consecutive wildcard characters at pos ${index + 1}`);
      steps.push(null);
    } else if (character === '\\') {
      const escaped = pattern[index + 1];
      if (escaped !== '*' && escaped !== '\\') refuse(tokens, `Invalid escape character at pos ${index + 1}`);
      steps.push(escaped!);
      index += 1;
    } else {
      steps.push(character);
    }
  }
  return steps;
}

/** Takes each `*` as short as it can and comes back to the last one: linear in the text for each `*`. */
function matchesSteps(steps: readonly WildcardStep[], candidate: string): boolean {
  let step = 0;
  let position = 0;
  let lastStar = -1;
  let resumeAt = 0;
  while (position < candidate.length) {
    if (step < steps.length && steps[step] === null) {
      lastStar = step;
      resumeAt = position;
      step += 1;
    } else if (step < steps.length && steps[step] === candidate[position]) {
      step += 1;
      position += 1;
    } else if (lastStar >= 0) {
      resumeAt += 1;
      position = resumeAt;
      step = lastStar + 1;
    } else {
      return false;
    }
  }
  while (step < steps.length && steps[step] === null) step += 1;
  return step === steps.length;
}

/** The largest set of places that some text reaches at once, found along texts that follow the pattern's own characters. */
function mostSimultaneousPlaces(steps: readonly WildcardStep[]): number {
  const closure = (places: ReadonlySet<number>): Set<number> => {
    const closed = new Set(places);
    for (const place of closed) if (steps[place] === null) closed.add(place + 1);
    return closed;
  };
  let places = closure(new Set([0]));
  let most = places.size;
  for (const step of steps) {
    if (step === null) continue;
    const next = new Set<number>();
    for (const place of places) {
      if (steps[place] === null) next.add(place);
      else if (steps[place] === step) next.add(place + 1);
    }
    places = closure(next);
    most = Math.max(most, places.size);
  }
  return most;
}
