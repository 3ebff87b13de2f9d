import { join } from 'node:path';
import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import cdkJson from '../cdk.json' with { type: 'json' };
import type { BundledLambdas } from './bundle/bundle-lambdas.ts';
import { parseConfiguration } from './configuration.ts';
import { LegworkStack } from './stacks/legwork-stack.ts';

/**
 * Writes the cloud assembly of the stage that the context names.
 * @throws for a finding of cdk-nag that nobody has acknowledged with a reason. (Under the `cdk` command it is the command
 * that reports the findings and fails.)
 */
export function synthesize(projectRoot: string, bundles: BundledLambdas): void {
  const app = new App({
    analyticsReporting: false,
    // What the command line sets wins over both.
    context: cdkJson.context,
    outdir: process.env.CDK_OUTDIR ?? join(projectRoot, 'cdk.out'),
  });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));

  const configuration = parseConfiguration(app.node.tryGetContext('stage'), app.node.tryGetContext('legwork'));
  new LegworkStack(app, configuration.prefix, {
    configuration,
    bundles,
    stateMachinesFolder: join(projectRoot, 'state-machines'),
  });
  app.synth();
}
