/**
 * Which signals there are, who takes them, and how they and what follows from them are named. All names are pure functions
 * of the event, so that a duplicate finds what the first one left.
 */
import { createHash } from 'node:crypto';
import {
  bookingDetailTypes,
  type IncomingDetailType,
  incomingDetailTypes,
  subscriptionDetailTypes,
  tripLegDetailTypes,
} from './event-names.ts';
import type { WorkflowType } from './workflow-types.ts';

/** Sent by workflows to one another, or by an operator; their version is 0, and nobody hears of one that comes too late. */
export const ownSignalTypes = ['legwork.booking-updated', 'legwork.deposit-settled', 'legwork.restart'] as const;
export type OwnSignalType = (typeof ownSignalTypes)[number];

export type SignalType = IncomingDetailType | OwnSignalType;
export const signalTypes: readonly SignalType[] = [...incomingDetailTypes, ...ownSignalTypes];

/** What begins a workflow, and all that its first wait accepts. */
export const startTypes: Readonly<Record<WorkflowType, readonly SignalType[]>> = {
  booking: ['BookingConfirmed'],
  deposit: ['legwork.booking-updated'],
  'trip-leg': ['legwork.booking-updated'],
  'rental-watch': ['legwork.booking-updated'],
  subscription: ['SubscriptionActivated'],
};

/** What the waits of a workflow accept once it is under way; everything else is refused at the door. */
export const acceptedTypes: Readonly<Record<WorkflowType, readonly SignalType[]>> = {
  booking: [...bookingDetailTypes, 'legwork.deposit-settled', 'legwork.restart'],
  deposit: ['legwork.booking-updated', 'legwork.restart'],
  'trip-leg': [...tripLegDetailTypes, 'legwork.booking-updated', 'legwork.restart'],
  'rental-watch': ['legwork.booking-updated', 'legwork.restart'],
  subscription: [...subscriptionDetailTypes, 'legwork.restart'],
};

/** What a signal is known by. */
export interface SignalIdentity {
  readonly eventId: string;
  /** UTC, ISO 8601 with `Z`; any number of decimals. */
  readonly occurredAt: string;
  /** From 1; 0 for our own signals. */
  readonly version: number;
}

export const signalKeyPrefix = 'signal#';

const versionDigits = 10;

/**
 * Sort key of a signal: its order is the order of delivery. The instant always has 24 characters (milliseconds) and the
 * version ten digits, so that text order is the order of instants, then versions, then ids.
 */
export function signalKey({ eventId, occurredAt, version }: SignalIdentity): string {
  const instant = new Date(occurredAt).toISOString();
  if (instant.length !== 24) throw new RangeError('occurredAt is outside the years 0000 to 9999');
  if (!Number.isSafeInteger(version) || version < 0 || version >= 10 ** versionDigits)
    throw new RangeError('version is not an integer of at most ten digits');
  return `${signalKeyPrefix}${instant}#${String(version).padStart(versionDigits, '0')}#${eventId}`;
}

/** The identity that a sort key was made of; the instant with milliseconds. */
export function parseSignalKey(key: string): SignalIdentity {
  const [prefix, occurredAt, version, eventId] = key.split('#');
  if (prefix !== 'signal' || occurredAt === undefined || version === undefined || eventId === undefined)
    throw new RangeError('not the key of a signal');
  return { occurredAt, version: Number(version), eventId };
}

/**
 * The event that a signal's key belongs to. Where nothing but its id tells an event apart, two keys with one id are one
 * event, whatever their versions and instants.
 */
export function eventIdOfKey(key: string): string {
  return key.slice(key.lastIndexOf('#') + 1);
}

/** Never reported as undeliverable. */
export function isOwnSignal(type: SignalType): type is OwnSignalType {
  return (ownSignalTypes as readonly SignalType[]).includes(type);
}

/** Event ids as the contract has them. */
export const eventIdPattern = /^[A-Za-z0-9._-]{1,64}$/;

/**
 * The id of an event that follows from something else, the same at every attempt: the parts joined by full stops, the
 * first one legible and the rest hashed where that is too long or has other characters than ids may have.
 */
export function derivedEventId(kind: string, ...parts: readonly (string | number)[]): string {
  const id = [kind, ...parts].join('.');
  if (eventIdPattern.test(id)) return id;
  return `${kind}.${createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 40)}`;
}
