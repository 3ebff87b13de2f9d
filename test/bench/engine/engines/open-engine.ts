import type { OpenEngine } from './engine.ts';

export const engineNames = ['local runtime', 'aws-local-stepfunctions', 'statebox'] as const;

export type EngineName = (typeof engineNames)[number];

/** Loads nothing but the engine that is asked for, so that a process measures that one alone. */
export async function loadEngine(name: EngineName): Promise<OpenEngine> {
  switch (name) {
    case 'local runtime':
      return (await import('./local-runtime.ts')).openLocalRuntime;
    case 'aws-local-stepfunctions':
      return (await import('./aws-local-stepfunctions.ts')).openAwsLocalStepFunctions;
    case 'statebox':
      return (await import('./statebox.ts')).openStatebox;
  }
}
