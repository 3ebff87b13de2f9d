/** Bounds that SQS puts on queues and messages. */
export const sqsLimits = {
  /** Body and attributes together, and all entries of a batch together. Unit: bytes. */
  messageBytes: 1_048_576,
  /** Smallest value of `MaximumMessageSize`. Unit: bytes. */
  leastMaximumMessageBytes: 1_024,
  /** What one billed request carries. Unit: bytes. */
  billedChunkBytes: 65_536,
  messageAttributes: 10,
  batchEntries: 10,
  batchEntryIdCharacters: 80,
  receivedMessages: 10,
  delaySeconds: 900,
  visibilityTimeoutSeconds: 43_200,
  waitTimeSeconds: 20,
  leastRetentionSeconds: 60,
  retentionSeconds: 1_209_600,
  receives: 1_000,
  /** Messages received and neither deleted nor visible again. */
  inFlight: 120_000,
  redriveAllowSources: 10,
  queueNameCharacters: 80,
} as const;
