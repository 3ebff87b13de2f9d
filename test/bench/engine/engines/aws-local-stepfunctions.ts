import { setImmediate } from 'node:timers/promises';
import { StateMachine, type StateMachineDefinition } from 'aws-local-stepfunctions';
import { countNodeTimers, type Definition, type Engine, type Json } from './engine.ts';

/** https://github.com/nibble-4bits/aws-local-stepfunctions: one `run` an execution, tasks overridden by name. */
export async function openAwsLocalStepFunctions(definition: Definition): Promise<Engine> {
  const machine = new StateMachine(definition as StateMachineDefinition);
  const answerInput = (input: Json): Json => input;
  const taskNames = taskNamesOf(definition);
  const overrides = { taskResourceLocalHandlers: Object.fromEntries(taskNames.map((name) => [name, answerInput])) };
  const start = (input: Json) => machine.run(input, { overrides });

  return {
    async run(inputs) {
      const outputs = await Promise.all(inputs.map((input) => start(input).result));
      return { outputs: async () => outputs };
    },
    async park(inputs) {
      const timersBefore = countNodeTimers();
      const executions = inputs.map(start);
      // What leads to the timers is a chain of promises, which is through before the event loop turns.
      await setImmediate();
      return { count: async () => Math.min(countNodeTimers() - timersBefore, executions.length) };
    },
  };
}

function taskNamesOf({ States }: Definition): string[] {
  return Object.entries(States).flatMap(([name, state]) => {
    if (state.Type === 'Task') return [name];
    return state.Type === 'Parallel' ? state.Branches.flatMap(taskNamesOf) : [];
  });
}
