import type { ResourceProvider } from '../../assembly/resource-provider.ts';
import type { Machine } from '../../engine/machine.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { Service } from '../../kernel/service.ts';
import type { RecordMetric } from '../cloudwatch/metric-sample.ts';
import { createArns } from './arns.ts';
import type { StepFunctionsContext } from './context.ts';
import { createExecutionJournal } from './execution-journal.ts';
import { createExecutionLoop } from './execution-loop.ts';
import { createTaskCaller } from './integrations/call-task.ts';
import { createHttpReach, type HttpCollaborators } from './integrations/http/http-reach.ts';
import { type CompileRecorded, createMachineJournal } from './machine-journal.ts';
import { MachineStore } from './machine-store.ts';
import { createActivityOperations } from './operations/activities.ts';
import { createAliasOperations } from './operations/aliases.ts';
import { createExecutionOperations } from './operations/executions.ts';
import { createHistoryOperations } from './operations/history.ts';
import { createStateMachineOperations } from './operations/state-machines.ts';
import { createTagOperations } from './operations/tags.ts';
import { createTaskOperations } from './operations/tasks.ts';
import { validationOperations } from './operations/validation.ts';
import { createVersionOperations } from './operations/versions.ts';
import { createStateMachineProvider } from './resources/state-machine.ts';
import { createStateMachineAliasProvider } from './resources/state-machine-alias.ts';
import { createStateMachineVersionProvider } from './resources/state-machine-version.ts';
import { compileDefinition } from './revision.ts';
import type { ServiceEvent } from './status-change.ts';

export interface StepFunctionsService {
  readonly service: Service;
  readonly resourceProviders: readonly ResourceProvider[];
  /** Folds the executions that the journal has; they go on when the journal resumes. */
  recover(): Promise<void>;
}

interface StepFunctionsCollaborators extends HttpCollaborators {
  /** Default: nothing is counted. */
  readonly recordMetric?: RecordMetric;
  /** Whether an event on the default bus could be seen by anybody. */
  hasServiceEventRules(): boolean;
  /** Puts an event on the default bus. */
  publishServiceEvent(event: ServiceEvent): void;
}

/** Step Functions: Standard and Express state machines, run by the engine. Without collaborators no bus is told of executions. */
export function createStepFunctionsService(
  kernel: Kernel,
  collaborators?: StepFunctionsCollaborators,
): StepFunctionsService {
  const { journal } = kernel;
  /** Of a definition that was compiled before: many executions have the same. */
  const compiled = new Map<string, Machine>();
  const recompile: CompileRecorded = (definition, type) => {
    const key = `${type} ${definition}`;
    const machine = compiled.get(key) ?? compileDefinition(definition, type);
    compiled.set(key, machine);
    return machine;
  };
  const { recordMetric = () => {} } = collaborators ?? {};
  countThrottles(kernel, recordMetric);
  const executions = createExecutionJournal(journal);
  const context: StepFunctionsContext = {
    kernel,
    arns: createArns(kernel),
    machines: new MachineStore(createMachineJournal(journal, recompile)),
    loop: createExecutionLoop(kernel, {
      callTask: createTaskCaller(kernel, createHttpReach(kernel, collaborators)),
      journal: executions,
      isPublished: () => collaborators?.hasServiceEventRules() ?? false,
      publish: (event) => collaborators?.publishServiceEvent(event),
      recordMetric,
    }),
  };
  const service: Service = {
    name: 'states',
    operations: {
      ...createStateMachineOperations(context),
      ...createVersionOperations(context),
      ...createAliasOperations(context),
      ...createExecutionOperations(context),
      ...createHistoryOperations(context),
      ...createTaskOperations(context),
      ...createActivityOperations(context),
      ...createTagOperations(context),
      ...validationOperations,
    },
  };
  return {
    service,
    resourceProviders: [
      createStateMachineProvider(kernel),
      createStateMachineVersionProvider(kernel),
      createStateMachineAliasProvider(kernel),
    ],
    async recover() {
      for (const recovered of await executions.recover(recompile, { region: kernel.region })) {
        context.loop.restore(recovered);
      }
      compiled.clear();
    },
  };
}

/** By the bucket that ran empty: that of transitions, or that of an operation. */
function countThrottles({ observer }: Kernel, recordMetric: RecordMetric): void {
  observer.subscribe(
    (event) => {
      if (event.kind !== 'call-throttled' || event.service !== 'states') return;
      const { operation } = event;
      const dimensions = { [operation === 'StateTransition' ? 'ServiceMetric' : 'APIName']: operation };
      recordMetric({ namespace: 'AWS/States', name: 'ThrottledEvents', dimensions, value: 1, unit: 'Count' });
    },
    new Set(['call-throttled']),
  );
}
