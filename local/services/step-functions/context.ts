import type { Kernel } from '../../kernel/kernel.ts';
import type { Arns } from './arns.ts';
import type { ExecutionLoop } from './execution-loop.ts';
import type { MachineStore } from './machine-store.ts';

/** What the operations share. */
export interface StepFunctionsContext {
  readonly kernel: Kernel;
  readonly arns: Arns;
  readonly machines: MachineStore;
  readonly loop: ExecutionLoop;
}
