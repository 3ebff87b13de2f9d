import type { StepFunctionsCase } from '../corpus/cases.ts';
import { isObject, type Json, type JsonObject } from '../json.ts';
import { substitute } from '../normalise/substitute.ts';
import type { Answer } from '../target/aws-clients.ts';
import type { Target } from '../target/target.ts';
import { type Actors, createActors } from './actors.ts';
import { Refused } from './not-built.ts';
import type { OwnValues } from './own-values.ts';

/** One case while it runs. */
export interface Session {
  readonly target: Target;
  readonly subject: StepFunctionsCase;
  /** For things that the case gives no name: no other case of the run has it. */
  readonly uniqueName: string;
  readonly values: Map<string, string>;
  readonly actors: Actors;
  /** Answers by the key under which they were recorded. */
  readonly recorded: JsonObject;
  /** Answers by step, for `$ref`. */
  readonly answers: Map<string, Answer>;
  /** ARNs by the step that started them, in the order of starting. */
  readonly started: Map<string, string>;
  /** What else happened that helps to understand a failure. */
  readonly notes: string[];
  /** Puts own values in. */
  own<T extends Json>(value: T): T;
  /** Puts own values, definitions and fields of earlier answers in. */
  resolve(params: JsonObject): JsonObject;
  call(service: string, operation: string, params: JsonObject): Promise<Answer>;
  /** A call that has to succeed for the case to mean anything. */
  demand(service: string, operation: string, params: JsonObject): Promise<JsonObject>;
}

export function createSession(target: Target, subject: StepFunctionsCase, { values, uniqueName }: OwnValues): Session {
  const answers = new Map<string, Answer>();
  const own = <T extends Json>(value: T): T => substitute(value, values, target.account);
  const definitions = subject.definitionStrings ?? [subject.definitionString ?? ''];
  const call: Session['call'] = (service, operation, params) => target.aws.call(service, operation, params);

  const resolveReference = (value: Json): Json => {
    if (Array.isArray(value)) return value.map(resolveReference);
    if (!isObject(value)) return value;
    if (typeof value.$definition === 'number') return definitions[value.$definition] ?? definitions[0];
    if (typeof value.$ref === 'string') return fieldOf(answers, value.$ref);
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, resolveReference(member)]));
  };

  return {
    target,
    subject,
    uniqueName,
    values,
    actors: createActors(target.nowMs),
    recorded: {},
    answers,
    started: new Map(),
    notes: [],
    own,
    resolve: (params) => own(resolveReference(params)) as JsonObject,
    call,
    async demand(service, operation, params) {
      const { body, error } = await call(service, operation, params);
      if (error !== undefined) throw new Refused(`${operation} was refused: ${error.code}: ${error.message}`);
      return body;
    },
  };
}

/** `c5.mapRuns[0].mapRunArn`: a field of the answer to step `c5`. */
function fieldOf(answers: ReadonlyMap<string, Answer>, reference: string): Json {
  const [step = '', ...path] = reference.split(/[.[\]]+/).filter((part) => part !== '');
  const answer = answers.get(step);
  const value = path.reduce<Json>((at, key) => (at as JsonObject | undefined)?.[key], answer?.body);
  if (value !== undefined) return value;
  const { error } = answer ?? {};
  throw new Refused(
    `a later step needs ${reference}, and step ${step} answered ${error === undefined ? 'without it' : `${error.code}: ${error.message}`}`,
  );
}
