import type { Kernel } from '../../kernel/kernel.ts';
import type { EventSourceMappings } from './event-source-mappings.ts';
import type { FunctionArns } from './function-reference.ts';
import type { FunctionStore } from './function-store.ts';
import type { Invoker } from './invoker.ts';

/** What the resources of the service work with. */
export interface LambdaContext {
  readonly kernel: Kernel;
  readonly store: FunctionStore;
  readonly arns: FunctionArns;
  readonly invoker: Invoker;
  readonly mappings: EventSourceMappings;
  readonly endpoint: () => string;
  /** Folders made for code that stood in a template; removed when the service closes. */
  readonly inlineCodeDirectories: string[];
  /** Throws unless the role's trust policy lets the service use it. */
  readonly assertTrusts: ((roleArn: string, servicePrincipal: string, sourceArn: string) => void) | undefined;
}
