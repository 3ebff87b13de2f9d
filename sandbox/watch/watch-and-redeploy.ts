import { assemblyInputs, ensureAssembly, projectDirectory } from '../assembly.ts';
import type { LegworkSandbox } from '../legwork.ts';
import { countRemaining } from './count-remaining.ts';
import { createRedeployer } from './redeployer.ts';
import { watchSources } from './watch-sources.ts';

export interface Redeployment {
  /** Redeploys from now on, at once if sources have changed since it began to watch. */
  begin(): void;
  close(): Promise<void>;
}

/** Watches what the cloud assembly is made of, and brings each change into the running sandbox. */
export function watchAndRedeploy(
  legwork: LegworkSandbox,
  assemblyDirectory: string,
  print: (line: string) => void,
): Redeployment {
  const redeployer = createRedeployer({
    stacks: legwork.stacks,
    assemblyDirectory,
    synthesize: (signal) => ensureAssembly(() => print('⟳ sources have changed, synthesising …'), signal),
    deploy: legwork.deploy,
    countRemaining: (versions) => countRemaining(legwork.runtime, versions),
    print,
  });
  const watch = watchSources(projectDirectory, assemblyInputs, {
    onChange: redeployer.request,
    onError: (error) => print(`✕ the sources are not watched any more: ${error.message}`),
  });
  return {
    begin: redeployer.begin,
    async close() {
      watch.close();
      await redeployer.close();
    },
  };
}
