/** Bounds of AWS Lambda that the runtime keeps, and the few figures that are its own choice. */
export const lambdaLimits = {
  /** Largest payload of a synchronous call, in and out. Unit: bytes. */
  syncPayloadBytes: 6 * 1024 * 1024,
  /** Lambda lets an answer be this much larger than a request. Unit: bytes. */
  syncResponseBytes: 6 * 1024 * 1024 + 100,
  /** Largest payload of an asynchronous call. Unit: bytes. */
  asyncPayloadBytes: 1024 * 1024,
  /** What `LogType: Tail` gives back. Unit: bytes. */
  logTailBytes: 4 * 1024,
  timeoutSeconds: { default: 3, min: 1, max: 900 },
  memoryMb: { default: 128, min: 128, max: 10_240 },
  /** Time that a bundle has to load, beside the function's own timeout. Unit: real milliseconds. */
  initialisationMs: 10_000,
  /** Concurrent invocations of an account in one Region, when the runtime is told nothing else. */
  accountConcurrency: 1_000,
  /** Asynchronous calls: further attempts after a failed one, and how long an event may wait for success. */
  asyncRetryAttempts: { default: 2, min: 0, max: 2 },
  asyncEventAgeSeconds: { default: 21_600, min: 60, max: 21_600 },
  /** Waits before the second and the third attempt at an event whose handler failed. Unit: milliseconds. */
  asyncRetryDelaysMs: [60_000, 120_000],
  /** Waits of a throttled event: doubled from the first to the last. Unit: milliseconds. */
  asyncThrottleDelayMs: { first: 1_000, longest: 300_000 },
  /** Event source mappings of queues. */
  batchSize: { default: 10, min: 1, max: 10_000 },
  batchingWindowSeconds: { default: 0, min: 0, max: 300 },
  mappingConcurrency: { default: 5, min: 2, max: 1_000 },
  /** Waits of a mapping whose queue cannot be read: doubled from the first to the last. Unit: milliseconds. */
  mappingRetryDelayMs: { first: 1_000, longest: 900_000 },
  /** Our choice: execution environments that are kept idle; beyond it the one unused for longest is ended. */
  idleEnvironments: 128,
  /** Our choice: environments that start in one thread, in all its time. What they have loaded stays there. */
  environmentsOfThread: 128,
  /** Our choice: memory of a thread that functions share, beyond which it is ended. */
  sharedThreadMemoryMb: 1_024,
  /** Our choice: room for what is young in a thread. Hardly anything outlives an invocation. */
  youngGenerationMb: 48,
  /** Our choice: how long one waits for a thread that another one's code has, before it looks again. Unit: real milliseconds. */
  heldThreadMs: 500,
  /**
   * Our choice: threads that functions share, and invocations that run at once where a run must be repeatable. Fixed, and not
   * the machine's number of processors, so that the same run is the same everywhere; more would need more environments, and
   * so memory.
   */
  invocationsAtOnce: 2,
  /**
   * Our choice: what an invocation is billed where time stands still while it runs, so that the same run costs the same.
   * Unit: milliseconds. Measured durations are used with every other clock.
   */
  nominalDurationMs: 50,
  /** What CloudWatch bills for an event of a log, beside its text. Unit: bytes. */
  logEventOverheadBytes: 26,
} as const;
