import type { Json } from './asl.ts';

/**
 * A document on its way through states: its JSON text, its value, or both, each made from the other on demand. Text that
 * nobody looks into is never parsed, and keeps its spelling (`[1, 2]`, `1.0`), as on AWS.
 */
export class Payload {
  declare private knownText: string | undefined;
  declare private knownValue: Json | undefined;

  private constructor(text: string | undefined, value: Json | undefined) {
    this.knownText = text;
    this.knownValue = value;
  }

  static ofText(text: string): Payload {
    return new Payload(text, undefined);
  }

  static ofValue(value: Json): Payload {
    return new Payload(undefined, value);
  }

  get text(): string {
    this.knownText ??= JSON.stringify(this.knownValue);
    return this.knownText as string;
  }

  get value(): Json {
    if (this.knownValue === undefined) this.knownValue = JSON.parse(this.knownText as string) as Json;
    return this.knownValue;
  }
}
