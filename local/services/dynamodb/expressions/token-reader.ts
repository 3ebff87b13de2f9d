import { type Token, tokenize } from './tokens.ts';

/** Thrown where an expression does not follow the grammar; the message is the one that AWS gives. */
export class ExpressionSyntaxError extends Error {
  override readonly name = 'ExpressionSyntaxError';
}

/** A cursor over the tokens of one expression, with one token of lookahead beyond the current one. */
export interface TokenReader {
  peek(): Token;
  peekSecond(): Token;
  next(): Token;
  isSymbol(symbol: string): boolean;
  /** Keywords are recognised in any case. */
  isKeyword(keyword: string): boolean;
  /** Takes the token if it is this symbol. */
  takeSymbol(symbol: string): boolean;
  takeKeyword(keyword: string): boolean;
  expectSymbol(symbol: string): void;
  expectKeyword(keyword: string): void;
  expectEnd(): void;
  /** What to throw when the current token cannot stand where it is. */
  unexpected(): ExpressionSyntaxError;
}

export function createTokenReader(text: string): TokenReader {
  const tokens = tokenize(text);
  let at = 0;

  const peek = (): Token => tokens[at]!;
  const isSymbol = (symbol: string): boolean => peek().kind === 'symbol' && peek().text === symbol;
  const isKeyword = (keyword: string): boolean => peek().kind === 'word' && peek().text.toUpperCase() === keyword;
  const unexpected = (): ExpressionSyntaxError => {
    const before = tokens[Math.max(at - 1, 0)]!;
    const after = tokens[Math.min(at + 1, tokens.length - 1)]!;
    const near = text.slice(before.start, after.end);
    return new ExpressionSyntaxError(`Syntax error; token: "${peek().text}", near: "${near}"`);
  };
  const take = (matches: boolean): boolean => {
    if (matches) at += 1;
    return matches;
  };
  const expect = (matches: boolean): void => {
    if (!take(matches)) throw unexpected();
  };

  return {
    peek,
    peekSecond: () => tokens[Math.min(at + 1, tokens.length - 1)]!,
    next: () => {
      const token = peek();
      if (token.kind !== 'end') at += 1;
      return token;
    },
    isSymbol,
    isKeyword,
    takeSymbol: (symbol) => take(isSymbol(symbol)),
    takeKeyword: (keyword) => take(isKeyword(keyword)),
    expectSymbol: (symbol) => expect(isSymbol(symbol)),
    expectKeyword: (keyword) => expect(isKeyword(keyword)),
    expectEnd: () => {
      if (peek().kind !== 'end') throw unexpected();
    },
    unexpected,
  };
}
