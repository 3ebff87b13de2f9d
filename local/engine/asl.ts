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

/** JSONPath only. `null`: an empty object. Default: `$`. */
interface Paths {
  readonly InputPath?: string | null;
  readonly OutputPath?: string | null;
}

/** JSONPath only. */
interface Results extends Paths {
  /** Where the result goes in the input; `null`: nowhere. Default: `$`, in place of the input. */
  readonly ResultPath?: string | null;
  readonly ResultSelector?: Json;
  readonly Parameters?: Json;
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
  readonly ResultPath?: string | null;
}

interface PassDefinition extends CommonFields, Continues, Results {
  readonly Type: 'Pass';
  readonly Result?: Json;
}

export interface TaskDefinition extends CommonFields, Continues, Recovers, Results {
  readonly Type: 'Task';
  readonly Resource: string;
  readonly Arguments?: Json;
  readonly Credentials?: JsonObject;
  readonly TimeoutSeconds?: Json;
  readonly TimeoutSecondsPath?: string;
  readonly HeartbeatSeconds?: Json;
  readonly HeartbeatSecondsPath?: string;
}

/** In JSONata `Condition`; in JSONPath the operators that `choice-rules/` knows. */
interface ChoiceRuleDefinition {
  readonly Condition?: Json;
  readonly Next: string;
  readonly Assign?: JsonObject;
  readonly Output?: Json;
}

export interface ChoiceDefinition extends CommonFields, Paths {
  readonly Type: 'Choice';
  readonly Choices: readonly ChoiceRuleDefinition[];
  readonly Default?: string;
  readonly Assign?: JsonObject;
  readonly Output?: Json;
}

export interface WaitDefinition extends CommonFields, Continues, Paths {
  readonly Type: 'Wait';
  readonly Seconds?: Json;
  readonly SecondsPath?: string;
  readonly Timestamp?: Json;
  readonly TimestampPath?: string;
}

interface SucceedDefinition extends CommonFields, Paths {
  readonly Type: 'Succeed';
  readonly Output?: Json;
}

export interface FailDefinition extends CommonFields {
  readonly Type: 'Fail';
  readonly Error?: Json;
  readonly ErrorPath?: string;
  readonly Cause?: Json;
  readonly CausePath?: string;
}

export interface ParallelDefinition extends CommonFields, Continues, Recovers, Results {
  readonly Type: 'Parallel';
  readonly Branches: readonly StatesDefinition[];
  readonly Arguments?: Json;
}

export interface MapDefinition extends CommonFields, Continues, Recovers, Results {
  readonly Type: 'Map';
  readonly Items?: Json;
  readonly ItemsPath?: string;
  readonly ItemSelector?: Json;
  readonly ItemProcessor?: ItemProcessorDefinition;
  /** The older name of `ItemProcessor`. */
  readonly Iterator?: ItemProcessorDefinition;
  readonly MaxConcurrency?: Json;
  readonly MaxConcurrencyPath?: string;
  readonly ToleratedFailureCount?: Json;
  readonly ToleratedFailureCountPath?: string;
  readonly ToleratedFailurePercentage?: Json;
  readonly ToleratedFailurePercentagePath?: string;
}

interface ItemProcessorDefinition extends StatesDefinition {
  readonly ProcessorConfig?: { readonly Mode?: string };
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
