import { createVolatileJournal, type Journal } from '../journal/journal.ts';
import { assertSupported } from './check-assembly.ts';
import { deployStack, type StackState } from './deploy-stack.ts';
import { loadAssembly } from './load-assembly.ts';
import type { ResourceProvider } from './resource-provider.ts';
import { createStackJournal } from './stack-journal.ts';

/** What a deployment of a stack left behind. */
export interface DeployedStack {
  readonly stackName: string;
  readonly outputs: Readonly<Record<string, string>>;
  /** By logical id. */
  readonly resources: Readonly<Record<string, { readonly type: string; readonly physicalId: string }>>;
  /** Physical ids of what this template no longer has and AWS would delete, but the runtime cannot: it is still at work. */
  readonly leftBehind: readonly string[];
}

/**
 * Brings cloud assemblies to life, as CloudFormation would in one account and Region. Nothing is created before the whole
 * assembly is known to be supported. A deployment that fails on the way is not rolled back: what was done stays, and the
 * next deployment goes on from there.
 */
export interface Deployer {
  deploy(assemblyDirectory: string): Promise<DeployedStack[]>;
}

export interface DeployerOptions {
  readonly accountId: string;
  readonly region: string;
  readonly providers: readonly ResourceProvider[];
  /** Default: what was deployed is forgotten with the process. */
  readonly journal?: Journal;
}

export function createDeployer(options: DeployerOptions): Deployer {
  const { accountId, region, providers } = options;
  const byType = new Map<string, ResourceProvider>();
  for (const provider of providers) {
    if (byType.has(provider.type)) throw new Error(`there are two providers of ${provider.type}`);
    byType.set(provider.type, provider);
  }
  const recorded = createStackJournal(options.journal ?? createVolatileJournal());
  const states = new Map<string, StackState>(recorded.stacks());

  const exportedValue = (name: string): string | undefined =>
    [...states.values()].map((state) => state.exports.get(name)).find((value) => value !== undefined);

  return {
    async deploy(assemblyDirectory) {
      const stacks = await loadAssembly(assemblyDirectory);
      assertSupported(stacks, byType, { accountId, region });
      const deployed: DeployedStack[] = [];
      for (const stack of stacks) {
        const state = states.get(stack.stackName) ?? { resources: new Map(), exports: new Map(), outputs: {} };
        states.set(stack.stackName, state);
        const onChange = (): void => recorded.record(stack.stackName, state);
        const deployment = { accountId, region, providers: byType, exportedValue, onChange };
        const leftBehind = await deployStack(stack, state, deployment);
        onChange();
        deployed.push({ ...describe(stack.stackName, state), leftBehind });
      }
      return deployed;
    },
  };
}

function describe(stackName: string, state: StackState): Omit<DeployedStack, 'leftBehind'> {
  const resources = [...state.resources].map(([logicalId, { type, deployed }]) => [
    logicalId,
    { type, physicalId: deployed.ref },
  ]);
  return { stackName, outputs: { ...state.outputs }, resources: Object.fromEntries(resources) };
}
