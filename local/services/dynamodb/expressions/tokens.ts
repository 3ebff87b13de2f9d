/** Lexical analysis, the same for all kinds of expression. */
export interface Token {
  readonly kind: 'word' | 'integer' | 'name' | 'value' | 'symbol' | 'end' | 'unknown';
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

const lexemes =
  /[ \t\r\n]*(?:(?<word>[A-Za-z_]\w*)|(?<integer>\d+)|(?<name>#\w+)|(?<value>:\w+)|(?<symbol><>|<=|>=|[=<>(),.[\]+-])|(?<unknown>.))/sy;

/** Of expressions that were read lately: an app has few, and sends them over and over. */
const known = new Map<string, readonly Token[]>();
const knownLimit = 1_000;

export function tokenize(text: string): readonly Token[] {
  let tokens = known.get(text);
  if (tokens === undefined) {
    tokens = readTokens(text);
    if (known.size >= knownLimit) known.clear();
    known.set(text, tokens);
  }
  return tokens;
}

function readTokens(text: string): readonly Token[] {
  const tokens: Token[] = [];
  const source = text.trimEnd();
  lexemes.lastIndex = 0;
  while (lexemes.lastIndex < source.length) {
    const found = Object.entries(lexemes.exec(source)!.groups!).find(([, lexeme]) => lexeme !== undefined)!;
    const [kind, lexeme] = found as [Token['kind'], string];
    tokens.push({ kind, text: lexeme, start: lexemes.lastIndex - lexeme.length, end: lexemes.lastIndex });
  }
  tokens.push({ kind: 'end', text: '<EOF>', start: source.length, end: source.length });
  return tokens;
}
