import type { AssemblyCopy } from './assembly-copy.ts';
import { assessInOneFunction } from './one-function.ts';
import { assessByExpressChild, assessInStates } from './own-grid.ts';

/** A way to have a leg assessed again and again. */
export interface Design {
  readonly name: string;
  readonly description: string;
  /** Changes today's assembly into one of this design. */
  apply(assembly: AssemblyCopy): Promise<void> | void;
}

const handlers = 'test/bench/assessment-designs/handlers';

export const designs: readonly Design[] = [
  {
    name: 'A',
    description: 'the workflow waits for each instant, then reads in a Parallel of its own',
    async apply(assembly) {
      const definition = assessInStates(assembly.definitionOf('trip-leg'), assembly.definitionOf('leg-assessment'));
      assembly.redefine('trip-leg', definition, {
        alsoAs: 'leg-assessment',
        // What the other machine may ask, it may ask as itself.
        allow: { Effect: 'Allow', Action: 'states:InvokeHTTPEndpoint', Resource: '*' },
      });
      await assembly.recode('apply-leg-signal', `${handlers}/apply-leg-signal.ts`);
    },
  },
  {
    name: 'B',
    description: 'the workflow waits for each instant, then waits for an Express child',
    async apply(assembly) {
      assembly.redefine('trip-leg', assessByExpressChild(assembly.definitionOf('trip-leg')), {
        alsoAs: 'leg-assessment',
        allow: { Effect: 'Allow', Action: 'states:StartSyncExecution', Resource: '*' },
      });
      await assembly.recode('apply-leg-signal', `${handlers}/apply-leg-signal.ts`);
    },
  },
  {
    name: 'C',
    description: 'schedules start the Express machine; the workflow hears of nothing (deployed)',
    apply: () => {},
  },
  {
    name: 'D',
    description: 'as C, with one function that reads the travel time and judges, after the vehicle was asked',
    async apply(assembly) {
      assembly.redefine('leg-assessment', assessInOneFunction(assembly.definitionOf('leg-assessment')));
      await assembly.recode('assess-leg', `${handlers}/assess-leg.ts`, ['read-travel-time']);
    },
  },
];
