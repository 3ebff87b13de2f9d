/**
 * Entry of `cdk synth` and `cdk deploy`. It also runs by itself, `npx node infra/app.ts`, with the context of cdk.json, and
 * writes to cdk.out like the command.
 */
import { join } from 'node:path';
import { bundleLambdas } from './bundle/bundle-lambdas.ts';

const projectRoot = join(import.meta.dirname, '..');

// To load the CDK takes as long as to bundle the handlers: side by side, on two processors.
const [bundles, { synthesize }] = await Promise.all([bundleLambdas(projectRoot), import('./synthesize.ts')]);
synthesize(projectRoot, bundles);
