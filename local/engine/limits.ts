/** Bounds that AWS sets. Each is the hard limit of a Standard execution, unless it says otherwise. */
export const limits = {
  /** Any document that a state takes or gives. Unit: bytes of UTF-8. */
  payloadBytes: 262_144,
  /** Event that must be `ExecutionSucceeded` if it is written at all. */
  historyEvents: 25_000,
  /** Length of an Express execution. Unit: seconds. */
  expressSeconds: 300,
  /** Iterations of an inline Map at a time. */
  mapConcurrency: 40,
  /** Steps of one JSONata evaluation: instead of AWS's limit in seconds, which would depend on the machine. */
  jsonataSteps: 500_000,
} as const;

export function exceedsPayloadLimit(text: string): boolean {
  if (text.length * 3 <= limits.payloadBytes) return false;
  return text.length > limits.payloadBytes || Buffer.byteLength(text) > limits.payloadBytes;
}
