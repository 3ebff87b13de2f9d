/** A request in Stripe's form encoding, which nests keys in brackets: `metadata[booking]=B-1`. */
export interface StripeForm {
  readonly fields: Readonly<Record<string, string>>;
  readonly metadata: Readonly<Record<string, string>>;
  /** The same text for the same parameters, in whatever order they came. */
  readonly canonical: string;
}

export function parseStripeForm(body: string): StripeForm {
  const parameters = [...new URLSearchParams(body)].toSorted(([left], [right]) => (left < right ? -1 : 1));
  const fields = new Map<string, string>();
  const metadata = new Map<string, string>();
  for (const [name, value] of parameters) {
    const key = /^metadata\[(.+)\]$/.exec(name)?.[1];
    if (key === undefined) fields.set(name, value);
    else metadata.set(key, value);
  }
  return {
    fields: Object.fromEntries(fields),
    metadata: Object.fromEntries(metadata),
    canonical: new URLSearchParams(parameters).toString(),
  };
}
