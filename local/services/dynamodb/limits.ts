/** Bounds that DynamoDB sets, by the names that the code uses. Sizes are bytes. */
export const limits = {
  itemBytes: 400 * 1024,
  pageBytes: 1024 * 1024,
  hashKeyBytes: 2048,
  rangeKeyBytes: 1024,
  expressionBytes: 4096,
  inOperands: 100,
  nestingLevels: 32,
  numberDigits: 38,
  /** Exponent of the first digit, as in 9.99E+125 and 1E-130. */
  numberMaxExponent: 125,
  numberMinExponent: -130,
  batchGetKeys: 100,
  batchGetBytes: 16 * 1024 * 1024,
  batchWriteRequests: 25,
  transactionActions: 100,
  globalIndexes: 20,
  localIndexes: 5,
  scanSegments: 1_000_000,
  /** A token of TransactWriteItems is remembered this long. */
  transactionTokenMs: 10 * 60 * 1000,
  /** AWS deletes an expired item "within a few days"; here it is exactly this long after its expiry. */
  expiryLagMs: 48 * 60 * 60 * 1000,
  /** An expiry further back than this is taken for a mistake, and the item stays. */
  expiryMaxAgeMs: 5 * 365 * 24 * 60 * 60 * 1000,
} as const;
