/** Bounds that EventBridge Scheduler puts on schedules. */
export const schedulerLimits = {
  nameCharacters: 64,
  expressionCharacters: 256,
  flexibleWindowMinutes: 1_440,
  /** Unit: bytes. */
  targetInputBytes: 262_144,
  groups: 500,
  listed: 100,
} as const;
