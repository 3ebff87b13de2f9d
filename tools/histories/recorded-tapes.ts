/** Tapes whose executions go through every path of the definitions that matters, and no more of them than that takes. */
export const recordedTapes = [
  'declined-and-a-new-card',
  'cancelled-before-and-during',
  'provider-outages',
  'leg-drivers-in-disorder',
  'rentals-that-end-otherwise',
  'subscription-suspended',
] as const;
