import { readdirSync, readFileSync } from 'node:fs';

/** The fields of a state that the checks look at; ASL spelling. */
export interface AslState {
  readonly Type: string;
  readonly Resource?: string;
  readonly TimeoutSeconds?: number | string;
  readonly HeartbeatSeconds?: number | string;
  readonly Arguments?: { readonly FunctionName?: string; readonly Payload?: Record<string, unknown> };
  readonly Retry?: readonly AslRetrier[];
  readonly Catch?: ReadonlyArray<{ readonly ErrorEquals: readonly string[]; readonly Next: string }>;
  readonly Choices?: ReadonlyArray<{ readonly Condition: string; readonly Next: string }>;
  readonly Default?: string;
  readonly Next?: string;
  readonly End?: boolean;
  readonly Assign?: Readonly<Record<string, unknown>>;
  readonly Branches?: readonly Pick<Definition, 'StartAt' | 'States'>[];
}

interface AslRetrier {
  readonly ErrorEquals: readonly string[];
  readonly IntervalSeconds?: number;
  readonly BackoffRate?: number;
  readonly MaxDelaySeconds?: number;
  readonly MaxAttempts?: number;
  readonly JitterStrategy?: string;
}

export interface Definition {
  readonly name: string;
  readonly QueryLanguage?: string;
  readonly StartAt: string;
  readonly States: Readonly<Record<string, AslState>>;
}

const folder = new URL('../../state-machines/', import.meta.url);

export function readDefinitions(): Definition[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.asl.json'))
    .map((file) => ({
      ...(JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Omit<Definition, 'name'>),
      name: file.replace('.asl.json', ''),
    }));
}

/** Every task of every definition, those in branches too, as `[definition, state name, state]`. */
export function allTasks(): Array<[string, string, AslState]> {
  return readDefinitions().flatMap((definition) =>
    flatten([definition]).flatMap(({ States }) =>
      Object.entries(States)
        .filter(([, state]) => state.Type === 'Task')
        .map(([name, state]): [string, string, AslState] => [definition.name, name, state]),
    ),
  );
}

type Flow = Pick<Definition, 'StartAt' | 'States'>;

/** These and all branches in them, whatever their depth. */
export function flatten(flows: readonly Flow[]): readonly Flow[] {
  return flows.flatMap((flow) => [
    flow,
    ...flatten(Object.values(flow.States).flatMap(({ Branches }) => Branches ?? [])),
  ]);
}
