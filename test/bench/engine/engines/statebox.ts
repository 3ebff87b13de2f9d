import { createRequire } from 'node:module';
import { setImmediate } from 'node:timers/promises';
import { countNodeTimers, type Definition, type Engine, type Json, type StateDefinition } from './engine.ts';

/** What we use of `@wmfs/statebox`, which comes without types. */
interface Statebox {
  readonly ready: Promise<void>;
  createModuleResources(classes: Readonly<Record<string, new () => object>>): void;
  createStateMachines(definitions: Readonly<Record<string, object>>, environment: object): Promise<unknown>;
  startExecution(
    input: Json,
    machineName: string,
    options: { readonly sendResponse?: 'COMPLETE' },
  ): Promise<ExecutionDescription>;
}

interface ExecutionDescription {
  readonly status: string;
  readonly ctx: Json;
}

interface TaskContext {
  sendTaskSuccess(output: Json): void;
}

const require = createRequire(import.meta.url);
const Statebox: new (options: object) => Statebox = require('@wmfs/statebox');

/** https://github.com/wmfs/statebox with its own store in memory; tasks are its module resources. */
export async function openStatebox(definition: Definition): Promise<Engine> {
  const statebox = new Statebox({ messages: { info: () => {} } });
  await statebox.ready;
  statebox.createModuleResources({
    answerInput: class {
      run(input: Json, context: TaskContext): void {
        context.sendTaskSuccess(input);
      }
    },
  });
  await statebox.createStateMachines({ bench: translate(definition) }, {});

  return {
    async run(inputs) {
      const descriptions = await Promise.all(
        inputs.map((input) => statebox.startExecution(input, 'bench', { sendResponse: 'COMPLETE' })),
      );
      return { outputs: async () => descriptions.map(outputOf) };
    },
    async park(inputs) {
      const timersBefore = countNodeTimers();
      const descriptions = await Promise.all(inputs.map((input) => statebox.startExecution(input, 'bench', {})));
      await setImmediate();
      return { count: async () => Math.min(countNodeTimers() - timersBefore, descriptions.length) };
    },
  };
}

function outputOf({ status, ctx }: ExecutionDescription): Json {
  if (status !== 'SUCCEEDED') throw new Error(`an execution is ${status}`);
  return ctx;
}

/** Tasks name a module here, and a Map has to say where its items are. */
function translate({ StartAt, States }: Definition): object {
  const states = Object.entries(States).map(([name, state]) => [name, translateState(state)]);
  return { StartAt, States: Object.fromEntries(states) };
}

function translateState(state: StateDefinition): object {
  switch (state.Type) {
    case 'Task':
      return { ...state, Resource: 'module:answerInput' };
    case 'Parallel':
      return { ...state, Branches: state.Branches.map(translate) };
    case 'Map':
      return { ...state, ItemsPath: '$', Iterator: translate(state.Iterator) };
    default:
      return state;
  }
}
