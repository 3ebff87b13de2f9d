import { BlockList, isIPv4, isIPv6 } from 'node:net';
import { type JsonTokens, PatternError } from '../json-tokens.ts';
import { expectEnd, type Predicate, refuse, text, value } from '../predicate.ts';

/** `{"cidr": "10.0.0.0/24"}`, IPv4 and IPv6. AWS's refusals of a malformed block name no position. */
export function cidr(tokens: JsonTokens): Predicate {
  if (tokens.next() !== 'string') refuse(tokens, 'prefix match pattern must be a string');
  const { address, bits, family } = parseBlock(tokens.text());
  expectEnd(tokens);
  const block = new BlockList();
  block.addSubnet(address, bits, family);
  const isAddress = family === 'ipv4' ? isIPv4 : isIPv6;
  return value(text((leaf) => isAddress(leaf) && block.check(leaf, family)));
}

function parseBlock(block: string): { address: string; bits: number; family: 'ipv4' | 'ipv6' } {
  const [address, mask, ...rest] = block.split('/');
  if (!address || !mask || rest.length > 0) throw new PatternError("Malformed CIDR, one '/' required");
  if (!/^[+-]?[0-9]+$/.test(mask)) throw new PatternError('Malformed CIDR, mask bits must be an integer');
  const bits = Number(mask);
  if (bits < 0) throw new PatternError('Malformed CIDR, mask bits must not be negative');
  const family = isIPv4(address) ? 'ipv4' : isIPv6(address) ? 'ipv6' : undefined;
  if (family === undefined) throw new PatternError(`Nonstandard IP address: ${address}`);
  if (family === 'ipv4' && bits > 31) throw new PatternError('IPv4 mask bits must be < 32');
  if (bits > 127) throw new PatternError('IPv6 mask bits must be < 128');
  return { address, bits, family };
}
