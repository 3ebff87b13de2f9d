import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Validations } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks } from 'cdk-nag';
import cdkJson from '../../cdk.json' with { type: 'json' };
import type { BundledLambdas } from '../../infra/bundle/bundle-lambdas.ts';
import { parseConfiguration } from '../../infra/configuration.ts';
import { LegworkStack } from '../../infra/stacks/legwork-stack.ts';
import { temporaryFolder } from './temporary-folder.ts';

export const PROJECT_ROOT = join(import.meta.dirname, '..', '..');

export const HANDLERS = [
  'announce-booking-closed',
  'announce-leg-closed',
  'announce-subscription-closed',
  'apply-booking-signal',
  'apply-leg-signal',
  'apply-subscription-signal',
  'assess-leg',
  'await-signal',
  'charge-deposit',
  'charge-subscription',
  'check-vehicle',
  'close-workflow',
  'continue-as-new',
  'decide-deposit',
  'drop-notification',
  'escalate-deposit',
  'load-run',
  'read-travel-time',
  'route-event',
  'send-notification',
  'send-signals',
  'settle-deposit',
  'suspend-subscription',
  'sweep-workflows',
  'sync-leg-schedules',
  'sync-reminders',
  'sync-rental-watch',
] as const;

/** Bundles of one line: the template depends on their names and bytes only. */
export function fakeBundles(names: readonly string[] = HANDLERS, contentHash = 'c0de'.repeat(16)): BundledLambdas {
  const folder = temporaryFolder('bundle');
  writeFileSync(join(folder, 'index.mjs'), `export const handler = async () => '${contentHash}';\n`);
  return new Map(names.map((name) => [name, { name, folder, sizeBytes: 42, contentHash }]));
}

interface SynthesisOptions {
  readonly stage?: string;
  /** Laid over the stage's settings of cdk.json. */
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly bundles?: BundledLambdas;
  readonly stateMachinesFolder?: string;
}

/** The stack as `cdk.json` configures it. */
export function buildStack(options: SynthesisOptions = {}): LegworkStack {
  const { stage = 'development', settings = {}, bundles = fakeBundles() } = options;
  const legwork: Record<string, Record<string, unknown>> = cdkJson.context.legwork;
  const configuration = parseConfiguration(stage, { ...legwork, [stage]: { ...legwork[stage], ...settings } });
  const app = new App({
    analyticsReporting: false,
    // `cdk synth` runs it; here it would double the time of every test file.
    builtinCloudFormationValidation: false,
    context: cdkJson.context,
    outdir: temporaryFolder('assembly'),
  });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  return new LegworkStack(app, configuration.prefix, {
    configuration,
    bundles,
    stateMachinesFolder: options.stateMachinesFolder ?? join(PROJECT_ROOT, 'state-machines'),
  });
}

export function synthesize(options?: SynthesisOptions): Template {
  return Template.fromStack(buildStack(options));
}
