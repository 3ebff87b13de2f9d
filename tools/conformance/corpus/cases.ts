/** The files of a corpus, as far as they are read here. Texts hold placeholders until `substitute` puts values in. */
import type { Json, JsonObject } from '../json.ts';

type CaseKind = 'execution' | 'create_error' | 'api' | 'sync_express' | 'test_state';

export interface Placeholder {
  readonly placeholder: string;
  readonly kind: string;
  /** What stands for it in the recording; null: it cannot be seen there. */
  readonly snapshotToken: string | null;
  /** Free text around `{id}`. */
  readonly shape?: string;
  /** Of a time. Unit: days from now. */
  readonly offsetDays?: number;
}

export interface Transformer {
  readonly kind: string;
  readonly key?: string;
  readonly jsonpath?: string;
  readonly fn?: string;
  readonly regex?: string;
  readonly text?: string;
  readonly replacement?: string;
  readonly replaceReference?: boolean;
  /** Of a note: what the token stands for. */
  readonly what?: string;
  readonly snapshotToken?: string;
}

interface LambdaUse {
  readonly namePlaceholder: string;
  /** Key in `lambdas.json`. */
  readonly behaviour: string;
}

export interface Machine {
  /** Index into the definitions. */
  readonly definition: number;
  readonly type: 'STANDARD' | 'EXPRESS';
  readonly name: string;
  readonly createStep: string;
  readonly createParams: JsonObject;
  readonly recordedAs?: readonly string[];
}

export interface Execution {
  readonly step: string;
  /** Index into the machines. */
  readonly machine: number;
  readonly sync: boolean;
  readonly inputString?: string;
  readonly inputOmitted?: boolean;
  readonly input?: Json;
  readonly name?: string;
  readonly arn?: string;
  readonly recordedAs: readonly string[];
  readonly outcome?: { readonly type?: string };
  readonly expectError?: boolean;
}

export interface Step {
  readonly id: string;
  readonly service: string;
  /** In snake case. */
  readonly op: string;
  readonly params: JsonObject;
  readonly recordedAs?: readonly string[];
  readonly recordedHow?: string;
  readonly clientSideError?: boolean;
  readonly actor?: boolean;
  readonly account?: string;
}

interface TestStateCall {
  readonly step: string;
  readonly definition: number;
  readonly inputString?: string;
  readonly params: JsonObject;
  readonly recordedAs?: readonly string[];
}

export interface Resource extends JsonObject {
  readonly type: string;
}

export interface Driver {
  readonly kind: string;
  readonly args: readonly Json[];
  readonly kwargs: JsonObject;
}

/** A case of `step-functions/cases`. */
export interface StepFunctionsCase {
  readonly id: string;
  readonly group: string;
  readonly kind: CaseKind;
  readonly definitionString?: string;
  readonly definitionStrings?: readonly string[];
  readonly lambdas: readonly LambdaUse[];
  readonly resources: readonly Resource[];
  readonly drivers?: readonly Driver[];
  readonly machines?: readonly Machine[];
  readonly executions?: readonly Execution[];
  readonly steps?: readonly Step[];
  readonly calls?: readonly TestStateCall[];
  readonly placeholders: readonly Placeholder[];
  readonly transformers: readonly Transformer[];
  readonly sideKeys?: Readonly<Record<string, string>>;
  /** `31-12-2023, 09:30:00` */
  readonly recordedDate?: string;
  readonly expected: JsonObject;
}

/** What the index knows of a case beyond its file. */
export interface IndexEntry {
  readonly id: string;
  readonly file: string;
  readonly group: string;
  readonly kind: CaseKind;
  readonly selfContained: boolean;
  readonly needs?: readonly string[];
  readonly concurrent?: boolean;
  readonly distributedMap?: boolean;
}

/** Behaviours of Lambda functions by key: the text of an ES module that exports `handler`. */
export type LambdaBehaviours = Readonly<Record<string, { readonly js: string }>>;

export interface EventPatternCase {
  readonly id: string;
  readonly event: Json;
  readonly eventString?: string;
  readonly pattern: Json;
  readonly patternString?: string;
  readonly expect: 'match' | 'no-match' | 'exception';
  readonly error?: { readonly code: string; readonly message: string; readonly messageFull?: string };
  /** Present where the pattern was tried with a rule and an event that was put on a bus. */
  readonly putEventsEntry?: JsonObject;
}

export interface ScheduleCase {
  readonly id: string;
  readonly api: string;
  readonly request: JsonObject;
  readonly expect: 'ok' | 'error';
  readonly error?: { readonly code: string; readonly message: string; readonly httpStatus?: number };
  readonly response?: JsonObject;
  readonly listRules?: JsonObject;
}

export interface ScheduleStepsCase {
  readonly id: string;
  readonly steps: readonly {
    readonly op: string;
    readonly params: JsonObject;
    readonly recordedAs: readonly string[] | null;
  }[];
  readonly expected: JsonObject;
}
