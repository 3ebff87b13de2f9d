/** What `GenerateSecretString` of a template may say. */
export interface GenerateSecretString {
  /** Default: 32. */
  readonly PasswordLength?: number | string;
  readonly ExcludeCharacters?: string;
  readonly ExcludeLowercase?: boolean | string;
  readonly ExcludeNumbers?: boolean | string;
  readonly ExcludePunctuation?: boolean | string;
  readonly ExcludeUppercase?: boolean | string;
  readonly IncludeSpace?: boolean | string;
  /** Default: true. */
  readonly RequireEachIncludedType?: boolean | string;
  /** JSON object that the password is added to, under `GenerateStringKey`. */
  readonly SecretStringTemplate?: string;
  readonly GenerateStringKey?: string;
}

const isTrue = (value: boolean | string | undefined): boolean => String(value) === 'true';

/** A secret as Secrets Manager would make it up, from the runtime's seed. */
export function generateSecretString(options: GenerateSecretString, random: () => number): string {
  const password = generatePassword(options, random);
  if (options.SecretStringTemplate === undefined) return password;
  if (!options.GenerateStringKey) throw new Error('SecretStringTemplate needs a GenerateStringKey');
  const template = JSON.parse(options.SecretStringTemplate) as Record<string, unknown>;
  return JSON.stringify({ ...template, [options.GenerateStringKey]: password });
}

function generatePassword(options: GenerateSecretString, random: () => number): string {
  const length = Number(options.PasswordLength ?? 32);
  const excluded = new Set(options.ExcludeCharacters ?? '');
  const kinds = [
    isTrue(options.ExcludeLowercase) ? '' : 'abcdefghijklmnopqrstuvwxyz',
    isTrue(options.ExcludeUppercase) ? '' : 'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
    isTrue(options.ExcludeNumbers) ? '' : '0123456789',
    isTrue(options.ExcludePunctuation) ? '' : '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~',
    isTrue(options.IncludeSpace) ? ' ' : '',
  ]
    .map((kind) => [...kind].filter((character) => !excluded.has(character)))
    .filter((kind) => kind.length > 0);
  const all = kinds.flat();
  if (all.length === 0) throw new Error('GenerateSecretString leaves no characters');
  const pick = (characters: readonly string[]): string => characters[Math.floor(random() * characters.length)]!;
  const isEachRequired = options.RequireEachIncludedType === undefined || isTrue(options.RequireEachIncludedType);
  const required = isEachRequired ? kinds.map(pick) : [];
  const characters = [...required, ...Array.from({ length: Math.max(0, length - required.length) }, () => pick(all))];
  return shuffle(characters.slice(0, length), random).join('');
}

function shuffle(characters: string[], random: () => number): string[] {
  for (let last = characters.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    [characters[last], characters[other]] = [characters[other]!, characters[last]!];
  }
  return characters;
}
