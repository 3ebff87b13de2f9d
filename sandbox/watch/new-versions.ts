import type { DeployedStack } from '../../local/runtime.ts';

/** A version that a deployment published. */
export interface NewVersion {
  readonly kind: 'function' | 'state machine';
  /** Without the prefix of the stage: `charge-deposit`, `booking`. */
  readonly name: string;
  readonly number: number;
  readonly arn: string;
}

const kinds: Readonly<Record<string, NewVersion['kind']>> = {
  'AWS::Lambda::Version': 'function',
  'AWS::StepFunctions::StateMachineVersion': 'state machine',
};

/** The versions that are in the stacks now and were not before, machines first, by name. */
export function findNewVersions(
  before: readonly DeployedStack[],
  now: readonly DeployedStack[],
): readonly NewVersion[] {
  const known = new Set(versionsOf(before).map(({ arn }) => arn));
  return versionsOf(now)
    .filter(({ arn }) => !known.has(arn))
    .sort((a, b) => (a.kind === b.kind ? compare(a.name, b.name) : compare(b.kind, a.kind)));
}

function versionsOf(stacks: readonly DeployedStack[]): readonly NewVersion[] {
  return stacks.flatMap(({ stackName, resources }) =>
    Object.values(resources).flatMap(({ type, physicalId: arn }): readonly NewVersion[] => {
      const kind = kinds[type];
      if (kind === undefined) return [];
      const [name = '', number] = arn.split(':').slice(-2);
      return [{ kind, name: name.replace(`${stackName}-`, ''), number: Number(number), arn }];
    }),
  );
}

const compare = (a: string, b: string): number => (a < b ? -1 : 1);
