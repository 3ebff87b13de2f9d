import { invalidParameter } from './sns-errors.ts';

/** The text that subscribers of a protocol get. */
export type MessageOf = (protocol: string) => string;

/**
 * With the structure `json` a message is an object of texts, one a protocol and `default` for all others; without, it is the
 * same for everybody. Throws `InvalidParameter`.
 */
export function messageByProtocol(message: string, structure: string | undefined): MessageOf {
  if (structure === undefined) return () => message;
  if (structure !== 'json') throw invalidParameter('Message Structure');
  const texts = parse(message);
  const fallback = texts.get('default');
  if (fallback === undefined) throw invalidParameter('Message Structure - No default entry in JSON message body');
  return (protocol) => texts.get(protocol) ?? fallback;
}

function parse(message: string): ReadonlyMap<string, string> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(message);
  } catch {
    parsed = undefined;
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    throw invalidParameter('Message Structure - JSON message body failed to parse');
  }
  return new Map(Object.entries(parsed).filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}
