import type { NewVersion } from './new-versions.ts';

/** Open executions of one machine that go on with an older version. */
export interface Remaining {
  readonly name: string;
  readonly count: number;
}

/** What a redeployment changed, in lines for a person. */
export function describeDeployment(
  versions: readonly NewVersion[],
  remaining: readonly Remaining[],
): readonly string[] {
  if (versions.length === 0) return ['⟳ redeployed: no function and no state machine has changed'];
  const list = (kind: NewVersion['kind']): string | undefined => {
    const ofKind = versions.filter((version) => version.kind === kind);
    if (ofKind.length === 0) return undefined;
    const names = ofKind.map(({ name, number }) => `${name} ${number}`).join(', ');
    return `${kind}${ofKind.length === 1 ? '' : 's'} ${names}`;
  };
  const changes = [list('state machine'), list('function')].filter((change) => change !== undefined);
  const open = remaining.filter(({ count }) => count > 0);
  return [`⟳ redeployed, new versions: ${changes.join('; ')}`, ...(open.length === 0 ? [] : [describeOpen(open)])];
}

function describeOpen(open: readonly Remaining[]): string {
  const count = open.reduce((sum, one) => sum + one.count, 0);
  const by = open.map((one) => `${one.count} of ${one.name}`).join(', ');
  const [noun, verb] = count === 1 ? ['execution', 'stays'] : ['executions', 'stay'];
  return `  ${count} open ${noun} ${verb} on the version before: ${by}`;
}
