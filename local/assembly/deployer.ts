import { createVolatileJournal, type Journal } from '../journal/journal.ts';
import type { Work } from '../kernel/work.ts';
import { assertSupported } from './check-assembly.ts';
import { deployStack } from './deploy-stack.ts';
import { loadAssembly } from './load-assembly.ts';
import type { ResourceProvider } from './resource-provider.ts';
import { createStackJournal } from './stack-journal.ts';
import type { StackState } from './stack-state.ts';
import { assertParametersExist, type ParameterValues } from './template-parameters.ts';

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
 * assembly is known to be supported. An update of a stack that fails is rolled back; stacks before it stay updated.
 */
export interface Deployer {
  /**
   * Resolves when all changes are made, those that take their time on the runtime's clock included. Rejects while another
   * deployment is on its way.
   *
   * @throws before anything is created, for a value that no stack has a parameter for
   */
  deploy(assemblyDirectory: string, options?: DeployOptions): Promise<DeployedStack[]>;
}

interface DeployOptions {
  /** Changes that could take their time take none. Default: they do. */
  readonly isAtOnce?: boolean;
  /** Default, also of each one after another deployment has given it: what the template says. */
  readonly parameters?: ParameterValues;
}

export interface DeployerOptions {
  readonly accountId: string;
  readonly region: string;
  readonly providers: readonly ResourceProvider[];
  /** Default: what was deployed is forgotten with the process. */
  readonly journal?: Journal;
  /** Counts a deployment as work, except while it waits for time to pass. Default: nobody counts. */
  readonly work?: Work;
}

const label = 'deployment';

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

  let isDeploying = false;
  const counted = <T>(task: () => Promise<T>): Promise<T> => {
    const { work } = options;
    if (work === undefined) return task();
    return work.during(label, async () => {
      try {
        return await task();
      } finally {
        // Whoever goes on from here is counted before time can pass.
        work.thisTurn(label);
      }
    });
  };

  const deployAll = async (
    assemblyDirectory: string,
    { isAtOnce = false, parameters = {} }: DeployOptions,
  ): Promise<DeployedStack[]> => {
    const stacks = await counted(async () => {
      const loaded = await loadAssembly(assemblyDirectory);
      const templates = loaded.map(({ template }) => template);
      assertParametersExist(templates, parameters);
      assertSupported(loaded, byType, { accountId, region, parameters });
      return loaded;
    });
    const deployed: DeployedStack[] = [];
    for (const stack of stacks) {
      const state = states.get(stack.stackName) ?? emptyStack();
      states.set(stack.stackName, state);
      const onChange = (): void => recorded.record(stack.stackName, state);
      const deployment = {
        accountId,
        region,
        providers: byType,
        parameters,
        exportedValue,
        onChange,
        isAtOnce,
        counted,
      };
      const leftBehind = await deployStack(stack, state, deployment);
      onChange();
      deployed.push({ ...describe(stack.stackName, state), leftBehind });
    }
    return deployed;
  };

  return {
    async deploy(assemblyDirectory, deployOptions = {}) {
      if (isDeploying) throw new Error('another deployment is on its way');
      isDeploying = true;
      try {
        return await deployAll(assemblyDirectory, deployOptions);
      } finally {
        isDeploying = false;
      }
    },
  };
}

function emptyStack(): StackState {
  return { resources: new Map(), exports: new Map(), outputs: {}, assets: new Map() };
}

function describe(stackName: string, state: StackState): Omit<DeployedStack, 'leftBehind'> {
  const resources = [...state.resources].map(([logicalId, { type, deployed }]) => [
    logicalId,
    { type, physicalId: deployed.ref },
  ]);
  return { stackName, outputs: { ...state.outputs }, resources: Object.fromEntries(resources) };
}
