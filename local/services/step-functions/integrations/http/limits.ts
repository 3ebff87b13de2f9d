/** Bounds that Step Functions puts on HTTP tasks. */
export const httpLimits = {
  /** Longest call, from the first byte sent to the last one received. Unit: milliseconds. */
  callMs: 60_000,
  /** What is read of an answer at most. Unit: bytes. */
  answerBytes: 262_144,
} as const;
