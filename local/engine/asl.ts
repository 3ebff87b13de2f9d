/** The Amazon States Language as it is written: the one place where names keep their ASL spelling. */

export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

export interface JsonObject {
  readonly [member: string]: Json;
}

export interface StateMachineDefinition extends StatesDefinition {
  readonly Comment?: string;
  readonly Version?: string;
  readonly QueryLanguage?: QueryLanguageName;
  readonly TimeoutSeconds?: number;
}

type QueryLanguageName = 'JSONata' | 'JSONPath';

export interface StatesDefinition {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, StateDefinition>>;
}

interface CommonFields {
  readonly Comment?: string;
  readonly QueryLanguage?: QueryLanguageName;
}

interface Continues {
  readonly Next?: string;
  readonly End?: boolean;
  readonly Assign?: JsonObject;
  readonly Output?: Json;
}

interface Recovers {
  readonly Retry?: readonly RetrierDefinition[];
  readonly Catch?: readonly CatcherDefinition[];
}

export interface RetrierDefinition {
  readonly ErrorEquals: readonly string[];
  /** Delay before the first retry. Unit: seconds. Default: 1. */
  readonly IntervalSeconds?: number;
  /** Retries, the first attempt not counted. Default: 3. 0: never. */
  readonly MaxAttempts?: number;
  /** Factor from one delay to the next. Default: 2. At least 1. */
  readonly BackoffRate?: number;
  /** Longest delay, before jitter. Unit: seconds. Default: no bound. */
  readonly MaxDelaySeconds?: number;
  readonly JitterStrategy?: 'FULL' | 'NONE';
}

export interface CatcherDefinition {
  readonly ErrorEquals: readonly string[];
  readonly Next: string;
  readonly Assign?: JsonObject;
  readonly Output?: Json;
}

interface PassDefinition extends CommonFields, Continues {
  readonly Type: 'Pass';
}

export interface TaskDefinition extends CommonFields, Continues, Recovers {
  readonly Type: 'Task';
  readonly Resource: string;
  readonly Arguments?: Json;
  readonly TimeoutSeconds?: Json;
  readonly HeartbeatSeconds?: Json;
}

interface ChoiceRuleDefinition {
  readonly Condition: Json;
  readonly Next: string;
  readonly Assign?: JsonObject;
  readonly Output?: Json;
}

export interface ChoiceDefinition extends CommonFields {
  readonly Type: 'Choice';
  readonly Choices: readonly ChoiceRuleDefinition[];
  readonly Default?: string;
  readonly Assign?: JsonObject;
  readonly Output?: Json;
}

interface WaitDefinition extends CommonFields, Continues {
  readonly Type: 'Wait';
  readonly Seconds?: Json;
  readonly Timestamp?: Json;
}

interface SucceedDefinition extends CommonFields {
  readonly Type: 'Succeed';
  readonly Output?: Json;
}

interface FailDefinition extends CommonFields {
  readonly Type: 'Fail';
  readonly Error?: Json;
  readonly Cause?: Json;
}

interface ParallelDefinition extends CommonFields, Continues, Recovers {
  readonly Type: 'Parallel';
  readonly Branches: readonly StatesDefinition[];
  readonly Arguments?: Json;
}

export interface MapDefinition extends CommonFields, Continues, Recovers {
  readonly Type: 'Map';
  readonly Items?: Json;
  readonly ItemSelector?: Json;
  readonly ItemProcessor: StatesDefinition & { readonly ProcessorConfig?: { readonly Mode?: string } };
  readonly MaxConcurrency?: Json;
  readonly ToleratedFailureCount?: Json;
  readonly ToleratedFailurePercentage?: Json;
}

export type StateDefinition =
  | PassDefinition
  | TaskDefinition
  | ChoiceDefinition
  | WaitDefinition
  | SucceedDefinition
  | FailDefinition
  | ParallelDefinition
  | MapDefinition;
