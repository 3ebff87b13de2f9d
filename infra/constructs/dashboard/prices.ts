/**
 * What AWS charges for what Legwork uses most, for the dashboard's estimate: US East (N. Virginia), on demand, without free
 * tiers, November 2026. Unit: US dollars.
 */
export const prices = {
  stateTransition: 0.025 / 1_000,
  expressRequest: 1 / 1_000_000,
  lambdaRequest: 0.2 / 1_000_000,
  /** Of an ARM function. */
  lambdaGbSecond: 0.000_013_333_4,
  dynamoWriteUnit: 0.625 / 1_000_000,
  dynamoReadUnit: 0.125 / 1_000_000,
  schedulerInvocation: 1 / 1_000_000,
} as const;
