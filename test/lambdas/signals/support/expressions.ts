/**
 * DynamoDB's expressions, as far as the protocol uses them, over plain values: fast enough to be evaluated millions of
 * times while interleavings are explored. The same protocol also runs against the local runtime's full implementation
 * (`local-services.test.ts`), so that a mistake here cannot hide one there.
 */
type Values = Readonly<Record<string, unknown>>;
type Item = Record<string, unknown>;
interface Scope {
  readonly item: Item;
  readonly names: Readonly<Record<string, string>>;
  readonly values: Values;
}
type Evaluate = (scope: Scope) => unknown;

const compiled = new Map<string, Evaluate>();

export function isMet(expression: string, scope: Scope): boolean {
  return remember(`if ${expression}`, () => new Parser(expression).condition())(scope) === true;
}

/** Answers the changed copy of the item. */
export function applyUpdate(expression: string, scope: Scope): Item {
  return remember(`do ${expression}`, () => new Parser(expression).update())(scope) as Item;
}

function remember(key: string, parse: () => Evaluate): Evaluate {
  const known = compiled.get(key);
  if (known) return known;
  const evaluate = parse();
  compiled.set(key, evaluate);
  return evaluate;
}

class Parser {
  readonly tokens: string[];
  constructor(text: string) {
    this.tokens = text.match(/[#:]?\w+|<=|>=|<>|[().,=<>+]/g) ?? [];
  }

  condition(): Evaluate {
    const result = this.or();
    this.end();
    return result;
  }

  update(): Evaluate {
    const steps: Array<(item: Item, scope: Scope) => void> = [];
    while (this.tokens.length > 0) {
      const clause = this.take();
      do {
        const name = this.name();
        if (clause === 'REMOVE') {
          steps.push((item, scope) => delete item[name(scope)]);
          continue;
        }
        if (clause !== 'SET') throw new SyntaxError(`unknown clause ${clause}`);
        this.expect('=');
        const value = this.sum();
        steps.push((item, scope) => {
          item[name(scope)] = value(scope);
        });
      } while (this.skip(','));
    }
    return (scope) => {
      const item = { ...scope.item };
      for (const step of steps) step(item, scope);
      return item;
    };
  }

  private or(): Evaluate {
    let left = this.and();
    while (this.skip('OR')) {
      const [first, second] = [left, this.and()];
      left = (scope) => first(scope) === true || second(scope) === true;
    }
    return left;
  }

  private and(): Evaluate {
    let left = this.comparison();
    while (this.skip('AND')) {
      const [first, second] = [left, this.comparison()];
      left = (scope) => first(scope) === true && second(scope) === true;
    }
    return left;
  }

  private comparison(): Evaluate {
    if (this.skip('(')) {
      const inner = this.or();
      this.expect(')');
      return inner;
    }
    for (const [name, wanted] of [
      ['attribute_exists', true],
      ['attribute_not_exists', false],
    ] as const) {
      if (!this.skip(name)) continue;
      this.expect('(');
      const path = this.operand();
      this.expect(')');
      return (scope) => (path(scope) !== undefined) === wanted;
    }
    if (this.skip('begins_with')) {
      this.expect('(');
      const path = this.operand();
      this.expect(',');
      const prefix = this.operand();
      this.expect(')');
      return (scope) => String(path(scope)).startsWith(String(prefix(scope)));
    }
    const left = this.operand();
    const operator = this.take();
    if (operator === 'IN') {
      this.expect('(');
      const options = [this.operand()];
      while (this.skip(',')) options.push(this.operand());
      this.expect(')');
      return (scope) => options.some((option) => left(scope) === option(scope));
    }
    const right = this.operand();
    switch (operator) {
      case '=':
        return (scope) => left(scope) !== undefined && left(scope) === right(scope);
      case '<':
        return (scope) => (left(scope) as number) < (right(scope) as number);
      case '<=':
        return (scope) => (left(scope) as number) <= (right(scope) as number);
      default:
        throw new SyntaxError(`unknown operator ${operator}`);
    }
  }

  private sum(): Evaluate {
    const left = this.term();
    if (!this.skip('+')) return left;
    const right = this.term();
    return (scope) => (left(scope) as number) + (right(scope) as number);
  }

  private term(): Evaluate {
    if (!this.skip('if_not_exists')) return this.operand();
    this.expect('(');
    const path = this.operand();
    this.expect(',');
    const fallback = this.operand();
    this.expect(')');
    return (scope) => path(scope) ?? fallback(scope);
  }

  private operand(): Evaluate {
    const token = this.tokens[0] ?? '';
    if (token.startsWith(':')) {
      this.take();
      return ({ values }) => {
        if (!(token in values)) throw new SyntaxError(`no value ${token}`);
        return values[token];
      };
    }
    const path = [this.name()];
    while (this.skip('.')) path.push(this.name());
    return (scope) => {
      let value: unknown = scope.item;
      for (const name of path) value = (value as Item | undefined)?.[name(scope)];
      return value;
    };
  }

  private name(): (scope: Scope) => string {
    const token = this.take();
    if (!token.startsWith('#')) return () => token;
    return ({ names }) => {
      const name = names[token];
      if (name === undefined) throw new SyntaxError(`no name ${token}`);
      return name;
    };
  }

  private take(): string {
    const token = this.tokens.shift();
    if (token === undefined) throw new SyntaxError('the expression ends too early');
    return token;
  }

  private skip(token: string): boolean {
    if (this.tokens[0] !== token) return false;
    this.tokens.shift();
    return true;
  }

  private expect(token: string): void {
    if (!this.skip(token)) throw new SyntaxError(`expected ${token}, found ${this.tokens[0]}`);
  }

  private end(): void {
    if (this.tokens.length > 0) throw new SyntaxError(`unexpected ${this.tokens[0]}`);
  }
}
