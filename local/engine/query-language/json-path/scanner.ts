/** The text does not follow the grammar. */
export class PathSyntaxError extends Error {
  override readonly name = 'PathSyntaxError';
}

/** Reads a text from left to right. The parsers of paths, filters and intrinsic calls share one scanner. */
export class Scanner {
  readonly text: string;
  position = 0;

  constructor(text: string) {
    this.text = text;
  }

  get isAtEnd(): boolean {
    return this.position >= this.text.length;
  }

  get next(): string {
    return this.text.charAt(this.position);
  }

  startsWith(expected: string): boolean {
    return this.text.startsWith(expected, this.position);
  }

  /** Takes `expected` if it comes next. */
  take(expected: string): boolean {
    if (!this.startsWith(expected)) return false;
    this.position += expected.length;
    return true;
  }

  expect(expected: string): void {
    if (!this.take(expected)) this.fail(`expected '${expected}'`);
  }

  skipSpaces(): void {
    while (/\s/.test(this.next)) this.position += 1;
  }

  /** Takes what a sticky pattern matches here. */
  match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.position;
    const found = pattern.exec(this.text)?.[0];
    if (found !== undefined) this.position += found.length;
    return found;
  }

  fail(reason: string): never {
    throw new PathSyntaxError(`${reason} at position ${this.position} of: ${this.text}`);
  }
}
