import type { Journal } from '../journal/journal.ts';
import type { ResourceState, StackState } from './deploy-stack.ts';

type RecordedResource = Omit<ResourceState, 'request'> & {
  readonly request: Omit<ResourceState['request'], 'assetPath'>;
};

interface RecordedStack {
  readonly resources: ReadonlyMap<string, RecordedResource>;
  readonly exports: Map<string, string>;
  readonly outputs: Record<string, string>;
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
      for (const [stackName, { resources, exports, outputs }] of journal.load<RecordedStack>(store)) {
        const revived = [...resources].map(([id, resource]) => [id, revive(resource)] as const);
        yield [stackName, { resources: new Map(revived), exports, outputs }];
      }
    },
    record: (stackName, { resources, exports, outputs }) =>
      journal.put(store, stackName, (): RecordedStack => {
        const recorded = [...resources].map(([id, resource]) => [id, withoutAssets(resource)] as const);
        return { resources: new Map(recorded), exports, outputs };
      }),
  };
}

function withoutAssets({ request, ...rest }: ResourceState): RecordedResource {
  const { assetPath: _assetPath, ...kept } = request;
  return { ...rest, request: kept };
}

/** Assets belong to the assembly of that time, which may be gone; only deletions get to see such a request. */
function revive({ request, ...rest }: RecordedResource): ResourceState {
  const assetPath = (objectKey: string): string => {
    throw new Error(`the asset ${objectKey} of an earlier deployment is not known any more`);
  };
  return { ...rest, request: { ...request, assetPath } };
}
