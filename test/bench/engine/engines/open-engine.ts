import type { OpenEngine } from './engine.ts';

export const engineNames = ['local runtime', 'with journal', 'aws-local-stepfunctions', 'statebox'] as const;

export type EngineName = (typeof engineNames)[number];

/** Loads nothing but the engine that is asked for, so that a process measures that one alone. */
export async function loadEngine(name: EngineName): Promise<OpenEngine> {
  switch (name) {
    case 'local runtime':
      return (await import('./local-runtime.ts')).openLocalRuntime;
    case 'with journal':
      return (await import('./local-runtime.ts')).openLocalRuntimeWithJournal;
    case 'aws-local-stepfunctions':
      return (await import('./aws-local-stepfunctions.ts')).openAwsLocalStepFunctions;
    case 'statebox':
      return (await import('./statebox.ts')).openStatebox;
  }
}
