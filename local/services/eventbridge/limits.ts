/** Bounds that EventBridge puts on rules, events and connections. */
export const eventsLimits = {
  entries: 10,
  /** All entries of a request together. Unit: bytes. */
  requestBytes: 1_048_576,
  /** What one billed event carries. Unit: bytes. */
  billedChunkBytes: 65_536,
  patternCharacters: 4_096,
  targetsOfRule: 5,
  targetInputCharacters: 8_192,
  listedRules: 100,
  listedConnections: 100,
} as const;
