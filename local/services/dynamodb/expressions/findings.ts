/**
 * What is wrong with an expression that follows the grammar. AWS reports one fault a request, and which one depends on
 * its kind, not on its place: the first kind of `order` that was found, and of that kind the first one found.
 */
export interface Findings<Kind extends string> {
  report(kind: Kind, message: string): void;
  has(kind: Kind): boolean;
  /** Message to answer, or null if nothing is wrong. */
  first(order: readonly Kind[]): string | null;
}

export function createFindings<Kind extends string>(): Findings<Kind> {
  const messages = new Map<Kind, string>();
  return {
    report: (kind, message) => {
      if (!messages.has(kind)) messages.set(kind, message);
    },
    has: (kind) => messages.has(kind),
    first: (order) => {
      const kind = order.find((candidate) => messages.has(candidate));
      return kind === undefined ? null : messages.get(kind)!;
    },
  };
}
