/**
 * Redeploys when it is told that sources have changed.
 *
 * R1  One redeployment at a time; whatever changes meanwhile makes one more after it, of the sources as they are then.
 * R2  A redeployment that fails is told, and what was deployed before goes on.
 */
import type { DeployedStack } from '../../local/runtime.ts';
import { describeDeployment, type Remaining } from './describe-deployment.ts';
import { findNewVersions, type NewVersion } from './new-versions.ts';

export interface RedeployerOptions {
  /** What is deployed at the beginning. */
  readonly stacks: readonly DeployedStack[];
  /** Makes the cloud assembly of the sources as they are now; answers its folder. The same folder: nothing has changed. */
  readonly synthesize: (signal: AbortSignal) => Promise<string>;
  readonly assemblyDirectory: string;
  readonly deploy: (assemblyDirectory: string) => Promise<readonly DeployedStack[]>;
  readonly countRemaining: (versions: readonly NewVersion[]) => Promise<readonly Remaining[]>;
  readonly print: (line: string) => void;
}

export interface Redeployer {
  /** Sources may have changed. */
  request(): void;
  /** From now on requests are followed, those of before too. */
  begin(): void;
  /** Ends a synthesis that is on its way. A deployment ends with the runtime. */
  close(): Promise<void>;
}

export function createRedeployer(options: RedeployerOptions): Redeployer {
  const { synthesize, deploy, countRemaining, print } = options;
  const closing = new AbortController();
  let { stacks, assemblyDirectory } = options;
  let isRequested = false;
  let hasBegun = false;
  let isAtWork = false;
  let synthesis: Promise<string> | undefined;

  const redeploy = async (): Promise<void> => {
    try {
      synthesis = synthesize(closing.signal);
      const directory = await synthesis;
      if (directory === assemblyDirectory || closing.signal.aborted) return;
      const deployed = await deploy(directory);
      const versions = findNewVersions(stacks, deployed);
      stacks = deployed;
      assemblyDirectory = directory;
      for (const line of describeDeployment(versions, await countRemaining(versions))) print(line);
    } catch (error) {
      if (closing.signal.aborted) return;
      print('✕ not redeployed, what was deployed before goes on:');
      for (const line of String((error as Error).message)
        .trimEnd()
        .split('\n'))
        print(`  ${line}`);
    }
  };

  const follow = async (): Promise<void> => {
    if (!hasBegun || isAtWork) return;
    isAtWork = true;
    while (isRequested && !closing.signal.aborted) {
      isRequested = false;
      await redeploy();
    }
    isAtWork = false;
  };

  return {
    request() {
      isRequested = true;
      void follow();
    },
    begin() {
      hasBegun = true;
      void follow();
    },
    async close() {
      closing.abort();
      await synthesis?.catch(() => {});
    },
  };
}
