import type { Json, JsonObject } from './asl.ts';
import type { State } from './machine.ts';
import type { Payload } from './payload.ts';
import type { QueryScope } from './query-language/query.ts';
import type { Run } from './run.ts';
import { currentFrame, type MapItem, type Thread, visibleVariables } from './thread.ts';
import { formatTimestamp } from './timestamp.ts';
import type { Variables } from './types.ts';

/** What one moment of a state adds to what its queries see. */
export interface ScopeExtras {
  readonly result?: Payload;
  readonly errorOutput?: JsonObject;
  /** Of a task that is about to be called; one that was called has it in its activity. */
  readonly token?: string | undefined;
  /** Of the iteration that is about to start. */
  readonly item?: MapItem;
}

const noExtras: ScopeExtras = {};

/** What the current state's queries see. */
export function scopeOf(run: Run, thread: Thread, state: State, extras: ScopeExtras = noExtras): QueryScope {
  return new Scope(run, thread, state, extras);
}

/** Most queries look at little of it: the rest is made when it is asked for. */
class Scope implements QueryScope {
  declare readonly input: Payload;
  declare readonly variables: Variables;
  declare private readonly run: Run;
  declare private readonly thread: Thread;
  declare private readonly state: State;
  declare private readonly extras: ScopeExtras;

  constructor(run: Run, thread: Thread, state: State, extras: ScopeExtras) {
    this.input = thread.input;
    this.variables = visibleVariables(thread);
    this.run = run;
    this.thread = thread;
    this.state = state;
    this.extras = extras;
  }

  get result(): Payload | undefined {
    return this.extras.result;
  }

  get errorOutput(): JsonObject | undefined {
    return this.extras.errorOutput;
  }

  get nowMs(): number {
    return this.run.atMs;
  }

  get random(): () => number {
    return this.run.random;
  }

  context(): JsonObject {
    const { token, item } = this.extras;
    return contextOf(this.run, this.thread, this.state, token, item ?? this.thread.item);
  }
}

/** The context object. A version or alias that was started does not show in it. */
function contextOf(
  run: Run,
  thread: Thread,
  state: State,
  newToken: string | undefined,
  item: MapItem | undefined,
): JsonObject {
  const { execution } = run;
  const frame = currentFrame(thread);
  const token = newToken ?? (frame.activity?.kind === 'task' ? frame.activity.token : undefined);
  const context: Record<string, Json> = {
    Execution: {
      Id: execution.executionArn,
      get Input() {
        return run.input.value;
      },
      Name: execution.name,
      RoleArn: execution.roleArn,
      StartTime: formatTimestamp(run.startedAtMs),
      RedriveCount: run.redriveCount,
      ...(run.redrivenAtMs === undefined ? {} : { RedriveTime: formatTimestamp(run.redrivenAtMs) }),
    },
    StateMachine: { Id: execution.stateMachineArn, Name: execution.stateMachineName },
    State: {
      Name: state.name,
      EnteredTime: formatTimestamp(frame.enteredAtMs),
      ...('retriers' in state ? { RetryCount: frame.retryCount } : {}),
    },
  };
  if (token !== undefined) context.Task = { Token: token };
  if (item !== undefined) context.Map = { Item: { Index: item.index, Value: item.value } };
  return context;
}
