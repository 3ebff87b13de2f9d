import type { Operation } from '../../../kernel/service.ts';
import type { MachineType } from '../machine-store.ts';
import { definitionProblems } from '../revision.ts';

interface ValidateInput {
  readonly definition: string;
  readonly type?: MachineType;
  /** 0 stands for the default, 100. */
  readonly maxResults?: number;
}

const defaultResults = 100;

/** `ValidateStateMachineDefinition`: what creating the machine would be refused for. There are no mere warnings. */
export const validationOperations: Readonly<Record<string, Operation>> = {
  ValidateStateMachineDefinition: {
    access: () => [{ action: 'states:ValidateStateMachineDefinition', resource: '*' }],
    handle: ({ definition, type, maxResults = 0 }: ValidateInput) => {
      const problems = definitionProblems(definition, type);
      const shown = problems.slice(0, maxResults === 0 ? defaultResults : maxResults);
      return {
        result: problems.length === 0 ? 'OK' : 'FAIL',
        diagnostics: shown.map((problem) => ({ severity: 'ERROR', ...problem })),
        truncated: shown.length < problems.length,
      };
    },
  },
};
