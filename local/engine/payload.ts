import type { Json } from './asl.ts';

/**
 * A document on its way through states: its JSON text, its value, or both, each made from the other on demand. Text that
 * nobody looks into is never parsed, and keeps its spelling (`[1, 2]`, `1.0`), as on AWS.
 */
export class Payload {
  #text: string | undefined;
  #value: Json | undefined;

  private constructor(text: string | undefined, value: Json | undefined) {
    this.#text = text;
    this.#value = value;
  }

  static ofText(text: string): Payload {
    return new Payload(text, undefined);
  }

  static ofValue(value: Json): Payload {
    return new Payload(undefined, value);
  }

  get text(): string {
    this.#text ??= JSON.stringify(this.#value);
    return this.#text as string;
  }

  get value(): Json {
    if (this.#value === undefined) this.#value = JSON.parse(this.#text as string) as Json;
    return this.#value;
  }
}
