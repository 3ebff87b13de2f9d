/**
 * Whether a task is called with what it was called with when the history was recorded. What differs from one version of a
 * definition to the next by nature is no difference: the version of a Lambda function, the definition's own version, task
 * tokens. A definition that still has its placeholders (`${LoadRun}`) is compared by the names that they stand for.
 */

export interface ArgumentDifference {
  /** Place in the arguments, for example `Payload.attempt`. */
  readonly path: string;
  readonly recorded: unknown;
  readonly replayed: unknown;
}

const placeholder = /^\$\{([A-Za-z0-9]+)\}$/;
const functionArn = /^(arn:[^:]+:lambda:[^:]*:\d*:function:[^:]+)(?::[^:]+)?$/;

/** Field in which a machine tells `load-run` which definition it is. */
const ownVersionField = 'definitionVersion';

/** @param tokens task tokens of the replay: the recorded one stands at the same place */
export function findArgumentDifference(
  recorded: unknown,
  replayed: unknown,
  tokens: ReadonlySet<string>,
  path: readonly string[] = [],
): ArgumentDifference | undefined {
  if (path.at(-1) === ownVersionField) return undefined;
  if (isRecord(recorded) && isRecord(replayed)) {
    return firstOf([...new Set([...Object.keys(recorded), ...Object.keys(replayed)])], (key) =>
      findArgumentDifference(recorded[key], replayed[key], tokens, [...path, key]),
    );
  }
  if (Array.isArray(recorded) && Array.isArray(replayed)) {
    return firstOf([...Array(Math.max(recorded.length, replayed.length)).keys()], (index) =>
      findArgumentDifference(recorded[index], replayed[index], tokens, [...path, String(index)]),
    );
  }
  if (isSameValue(recorded, replayed, tokens)) return undefined;
  return { path: path.join('.'), recorded, replayed };
}

function isSameValue(recorded: unknown, replayed: unknown, tokens: ReadonlySet<string>): boolean {
  if (recorded === replayed) return true;
  if (typeof recorded !== 'string' || typeof replayed !== 'string') return false;
  if (tokens.has(replayed)) return true;
  const name = placeholder.exec(replayed)?.[1];
  if (name !== undefined) return standsFor(name, recorded);
  return functionArn.test(recorded) && withoutVersion(recorded) === withoutVersion(replayed);
}

const withoutVersion = (arn: string): string => functionArn.exec(arn)?.[1] ?? arn;

/** `LoadRun` stands for a function whose name ends with `load-run`, `BookingStateMachine` for a machine `…-booking`. */
function standsFor(name: string, recorded: string): boolean {
  if (!recorded.startsWith('arn:')) return false;
  const isMachine = name.endsWith('StateMachine');
  const ending = toKebabCase(isMachine ? name.slice(0, -'StateMachine'.length) : name);
  const segments = recorded.split(':');
  return segments[5] === (isMachine ? 'stateMachine' : 'function') && segments[6]?.endsWith(`-${ending}`) === true;
}

const toKebabCase = (name: string): string => name.replace(/(?!^)[A-Z]/g, (letter) => `-${letter}`).toLowerCase();

function firstOf<Item, Found>(items: readonly Item[], find: (item: Item) => Found | undefined): Found | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
