/** Tapes whose executions go through every path of the definitions that matters, and no more of them than that takes. */
export const recordedTapes = [
  'quiet-ride',
  'declined-and-a-new-card',
  'cancelled-before-and-during',
  'provider-outages',
  'returns-out-of-the-ordinary',
] as const;
