import type { ObservedEvent } from '../../local/runtime.ts';

/** What went through one state machine. */
interface MachineFlow {
  readonly machineType: 'STANDARD' | 'EXPRESS';
  readonly executions: number;
  /** Of these, further runs of a workflow that continued as new. */
  readonly continuations: number;
  /** How long its executions were open, together; those that still are, until the end. Express ones count as 0. */
  readonly openSeconds: number;
  /** How often each state was entered; a retry enters none. */
  readonly states: Readonly<Record<string, number>>;
}

/** By the machine's name without stage: `trip-leg`. */
export type Flow = Readonly<Record<string, MachineFlow>>;

/** The same before it is rounded: flows of several runtimes are added up so. */
export type ExactFlow = Readonly<Record<string, Omit<MachineFlow, 'openSeconds'> & { readonly openMs: number }>>;

interface Counted {
  readonly machineType: MachineFlow['machineType'];
  executions: number;
  continuations: number;
  openMs: number;
  readonly states: Map<string, number>;
}

export interface FlowCount {
  readonly observe: (event: ObservedEvent) => void;
  /** @param untilMs what is open now was open until then */
  read(untilMs: number): ExactFlow;
}

const laterRun = /-r(?!1$)\d+$/;

/** Counts a run as it happens; what a run costs in another design is reckoned from it. */
export function createFlowCount(): FlowCount {
  const machines = new Map<string, Counted>();
  const open = new Map<string, number>();

  const observe = (event: ObservedEvent): void => {
    switch (event.kind) {
      case 'execution-started': {
        const machine = entry(machineOf(event.executionArn), event.machineType);
        machine.executions += 1;
        if (laterRun.test(event.name)) machine.continuations += 1;
        if (event.machineType === 'STANDARD') open.set(event.executionArn, event.atMs);
        return;
      }
      case 'execution-ended': {
        const startedAtMs = open.get(event.executionArn);
        if (startedAtMs === undefined) return;
        open.delete(event.executionArn);
        entry(machineOf(event.executionArn), event.machineType).openMs += event.atMs - startedAtMs;
        return;
      }
      case 'state-entered': {
        const states = machines.get(machineOf(event.executionArn))?.states;
        states?.set(event.stateName, (states.get(event.stateName) ?? 0) + 1);
      }
    }
  };

  const entry = (name: string, machineType: MachineFlow['machineType']): Counted => {
    const known = machines.get(name);
    if (known !== undefined) return known;
    const made: Counted = { machineType, executions: 0, continuations: 0, openMs: 0, states: new Map() };
    machines.set(name, made);
    return made;
  };

  return {
    observe,
    read(untilMs) {
      const openMs = new Map<string, number>();
      for (const [executionArn, startedAtMs] of open) {
        const name = machineOf(executionArn);
        openMs.set(name, (openMs.get(name) ?? 0) + untilMs - startedAtMs);
      }
      return Object.fromEntries(
        inOrder([...machines]).map(([name, { machineType, executions, continuations, openMs: endedMs, states }]) => [
          name,
          {
            machineType,
            executions,
            continuations,
            openMs: endedMs + (openMs.get(name) ?? 0),
            states: Object.fromEntries(inOrder([...states])),
          },
        ]),
      );
    },
  };
}

export function roundFlow(flow: ExactFlow): Flow {
  return Object.fromEntries(
    Object.entries(flow).map(([name, { machineType, executions, continuations, openMs, states }]) => [
      name,
      { machineType, executions, continuations, openSeconds: Math.round(openMs / 1_000), states },
    ]),
  );
}

function inOrder<Value>(named: ReadonlyArray<readonly [string, Value]>): ReadonlyArray<readonly [string, Value]> {
  return named.toSorted(([one], [other]) => (one < other ? -1 : 1));
}

/** `arn:aws:states:REGION:ACCOUNT:execution:legwork-STAGE-MACHINE:NAME`, or `express` in place of `execution`. */
function machineOf(executionArn: string): string {
  return (executionArn.split(':')[6] ?? executionArn).replace(/^legwork-[a-z]+-/, '');
}
