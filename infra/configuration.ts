/**
 * What can be set per stage. `cdk.json` holds it in its context: `stage` chooses (`-c stage=production` on the command
 * line wins), `legwork.common` counts for all stages, `legwork.<stage>` is laid over it, key by key.
 */
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { z } from 'zod';

const STAGES = ['development', 'staging', 'production'] as const;

const RETENTIONS_DAYS = Object.values(RetentionDays).filter((days): days is number => typeof days === 'number');

/** Base URL without a slash at its end: paths are appended to it. */
const baseUrl = z
  .url({ protocol: /^https?$/ })
  .refine((url) => !url.endsWith('/'), { error: 'must not end with a slash' });

/** CloudFormation's bound, also of a linear deployment as a whole. */
const LONGEST_DEPLOYMENT_MINUTES = 2_100;

const gradualDeployment = z
  .strictObject({
    /** `CANARY`: a first share of the new executions, then all. `LINEAR`: one more share each time. */
    type: z.enum(['CANARY', 'LINEAR']),
    /** The share. Unit: per cent, 1 to 99. */
    percentage: z.int().min(1).max(99),
    /** Between two steps. Unit: minutes, 1 to 2,100. */
    intervalMinutes: z.int().min(1).max(LONGEST_DEPLOYMENT_MINUTES),
  })
  .refine(
    ({ type, percentage, intervalMinutes }) =>
      type === 'CANARY' || Math.ceil(100 / percentage) * intervalMinutes <= LONGEST_DEPLOYMENT_MINUTES,
    { error: `takes longer than ${LONGEST_DEPLOYMENT_MINUTES} minutes altogether` },
  );

const settingsSchema = z.strictObject({
  /** Figures of `lambdas/domain/policy.ts` to replace, by name. The Lambdas check them. Default: none. */
  policy: z.record(z.string(), z.json()).default({}),
  /** The booking service's HTTP API: where contacts come from. No default. */
  bookingsApiUrl: baseUrl,
  /** Where the payment provider is reached. Default: Stripe. */
  paymentsApiUrl: baseUrl.default('https://api.stripe.com'),
  /** The vehicles' HTTP API: what state a car is in. State machines ask it, which call nothing but HTTPS. No default. */
  vehiclesApiUrl: baseUrl.refine((url) => url.startsWith('https://'), { error: 'must begin with https://' }),
  /** Where the drivers of trip legs set out from. Unit: degrees, WGS 84. No default. */
  depot: z.strictObject({ lat: z.number().min(-90).max(90), lng: z.number().min(-180).max(180) }),
  /** Sender of e-mails. No default. */
  emailFromAddress: z.email(),
  /**
   * Domain of which SES is to prove that it is ours, with DKIM: the stack makes the identity. Left out: an identity for
   * the sender's domain exists already in the account. Default: left out.
   */
  emailIdentityDomain: z.hostname().optional(),
  /** How long logs are kept. Unit: days, one of CloudWatch's steps (1, 3, 5, 7, 14, 30, 60, 90, …). Default: 30. */
  logRetentionDays: z
    .number()
    .refine((days) => RETENTIONS_DAYS.includes(days), { error: 'is not a retention that CloudWatch Logs knows' })
    .default(30),
  /**
   * Concurrent executions reserved for a function, and its upper bound, by handler name. 1 to 1,000. AWS keeps 100 of an
   * account for functions without a reservation, and new accounts have fewer than that. Default: none is reserved.
   */
  concurrency: z.record(z.string(), z.int().min(1).max(1_000)).default({}),
  /** Batches of events that the router handles at once. 2 (AWS's least) to 1,000. Default: 10. */
  routerConcurrency: z.int().min(2).max(1_000).default(10),
  /**
   * How new executions come to a new version of their workflow. Gradually: while its alarm of failed executions is quiet;
   * otherwise everything goes back to what was there before. Default: all at once, which looks at no alarm.
   */
  deployment: z
    .discriminatedUnion('type', [z.strictObject({ type: z.literal('ALL_AT_ONCE') }), gradualDeployment])
    .default({ type: 'ALL_AT_ONCE' }),
  /**
   * Who is told of alarms by e-mail; each address confirms its subscription. Others subscribe to the topic
   * `legwork-<stage>-alarms`. Default: nobody.
   */
  alarmEmailAddresses: z.array(z.email()).default([]),
  /** Where runbooks are read; alarms add `/<alarm>.md`. Default: the folder in the repository. */
  runbooksUrl: z
    .string()
    .min(1)
    .refine((url) => !url.endsWith('/'), { error: 'must not end with a slash' })
    .default('docs/runbooks'),
  /**
   * How often overdue workflows are looked for. Unit: minutes, 1 to 360. An alarm on a stale workflow promises this on top of
   * the 15 minutes after which a workflow counts as overdue. Default: 15.
   */
  sweepEveryMinutes: z.int().min(1).max(360).default(15),
  /** X-Ray traces of the Lambdas. (State machines are always traced.) Default: off. */
  tracing: z.boolean().default(false),
});

type Stage = (typeof STAGES)[number];

export interface Configuration extends z.output<typeof settingsSchema> {
  readonly stage: Stage;
  /** `legwork-<stage>`: begins the name of everything. */
  readonly prefix: string;
  /** Production: tables, secrets, logs and machines outlive the stack, which itself refuses to be deleted. */
  readonly isProtected: boolean;
}

const contextSchema = z.strictObject({
  common: z.record(z.string(), z.unknown()).default({}),
  development: z.record(z.string(), z.unknown()).default({}),
  staging: z.record(z.string(), z.unknown()).default({}),
  production: z.record(z.string(), z.unknown()).default({}),
});

/**
 * @param stage context value `stage`
 * @param legwork context value `legwork`
 * @throws Error that names each setting that is unknown or malformed
 */
export function parseConfiguration(stage: unknown, legwork: unknown): Configuration {
  const parsedStage = parse(z.enum(STAGES), stage, 'stage');
  const context = parse(contextSchema, legwork, 'legwork');
  const settings = parse(settingsSchema, { ...context.common, ...context[parsedStage] }, `legwork.${parsedStage}`);
  const sendersDomain = settings.emailFromAddress.slice(settings.emailFromAddress.indexOf('@') + 1);
  if (settings.emailIdentityDomain !== undefined && settings.emailIdentityDomain !== sendersDomain) {
    throw new Error(
      `Context legwork.${parsedStage}.emailIdentityDomain: ${settings.emailIdentityDomain} is not the domain of ` +
        `emailFromAddress, ${sendersDomain}`,
    );
  }
  return {
    ...settings,
    stage: parsedStage,
    prefix: `legwork-${parsedStage}`,
    isProtected: parsedStage === 'production',
  };
}

function parse<Schema extends z.ZodType>(schema: Schema, value: unknown, place: string): z.output<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const problems = result.error.issues.map((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => `${[place, ...issue.path, key].join('.')}: there is no such setting`).join('\n  ')
      : `${[place, ...issue.path].join('.')}: ${issue.message}`,
  );
  throw new Error(`Context of cdk.json:\n  ${problems.join('\n  ')}`);
}
