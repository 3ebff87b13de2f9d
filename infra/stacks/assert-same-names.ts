import type { BundledLambdas } from '../bundle/bundle-lambdas.ts';
import type { Configuration } from '../configuration.ts';

/** @throws Error that names each handler without a definition, each definition and setting without a handler */
export function assertSameNames(
  bundles: BundledLambdas,
  definitions: Readonly<Record<string, unknown>>,
  { concurrency }: Configuration,
): void {
  const problems = [
    ...Object.keys(definitions)
      .filter((name) => !bundles.has(name))
      .map((name) => `no handler file is called ${name}.ts`),
    ...[...bundles.keys()]
      .filter((name) => definitions[name] === undefined)
      .map((name) => `handler ${name} has no definition in infra/stacks/functions.ts`),
    ...Object.keys(concurrency)
      .filter((name) => !bundles.has(name))
      .map((name) => `the setting concurrency names ${name}, which is no handler`),
  ];
  if (problems.length > 0) throw new Error(`Functions: ${problems.join(', ')}`);
}
