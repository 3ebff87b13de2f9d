import type { Journal } from '../journal/journal.ts';
import { findAsset } from './load-assembly.ts';
import type { ResourceState, StackState } from './stack-state.ts';

type RecordedResource = Omit<ResourceState, 'request'> & {
  readonly request: Omit<ResourceState['request'], 'assetPath'>;
};

interface RecordedStack {
  readonly resources: ReadonlyMap<string, RecordedResource>;
  readonly exports: Map<string, string>;
  readonly outputs: Record<string, string>;
  /** Absent in journals of before updates were rolled back. */
  readonly assets?: ReadonlyMap<string, string>;
}

/** What was deployed, so that the same assembly finds its resources again after the end of the process. */
export interface StackJournal {
  stacks(): Iterable<readonly [stackName: string, state: StackState]>;
  record(stackName: string, state: StackState): void;
}

const store = 'assembly/stacks';

export function createStackJournal(journal: Journal): StackJournal {
  return {
    *stacks() {
      for (const [stackName, recorded] of journal.load<RecordedStack>(store)) {
        const { resources, exports, outputs, assets = new Map<string, string>() } = recorded;
        const revived = [...resources].map(([id, resource]) => [id, revive(resource, assets)] as const);
        yield [stackName, { resources: new Map(revived), exports, outputs, assets }];
      }
    },
    record: (stackName, { resources, exports, outputs, assets }) =>
      journal.put(store, stackName, (): RecordedStack => {
        const recorded = [...resources].map(([id, resource]) => [id, withoutAssets(resource)] as const);
        return { resources: new Map(recorded), exports, outputs, assets };
      }),
  };
}

function withoutAssets({ request, ...rest }: ResourceState): RecordedResource {
  const { assetPath: _assetPath, ...kept } = request;
  return { ...rest, request: kept };
}

/** Only a rollback and a deletion get to see such a request; a rollback finds the assets if they are still where they were. */
function revive({ request, ...rest }: RecordedResource, assets: ReadonlyMap<string, string>): ResourceState {
  return { ...rest, request: { ...request, assetPath: (objectKey) => findAsset(assets, objectKey) } };
}
