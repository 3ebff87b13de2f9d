import type { DeployedResource, ResourceRequest } from './resource-provider.ts';

/** A resource as its last deployment left it. */
export interface ResourceState {
  readonly type: string;
  readonly request: ResourceRequest;
  readonly deployed: DeployedResource;
  /** Whether it stays when a later template no longer has it. */
  readonly isRetained: boolean;
}

/** What is known of a stack between deployments. */
export interface StackState {
  /** By logical id, in the order of creation. */
  readonly resources: Map<string, ResourceState>;
  readonly exports: Map<string, string>;
  outputs: Record<string, string>;
  /** Absolute paths by object key, of the last deployment that did not fail. */
  assets: ReadonlyMap<string, string>;
}
