import fc from 'fast-check';

/**
 * Definitions of every state type in both query languages that come to an end by construction: transitions lead forward,
 * loops count, waits are short, and whoever asks for an answer that may never come says how long it waits. Errors are
 * part of it: of tasks, of expressions that find nothing, of `Fail`.
 */
export interface GeneratedMachine {
  readonly definition: Definition;
  readonly input: unknown;
}

type State = Readonly<Record<string, unknown>>;
type States = Record<string, State>;
type Definition = { readonly QueryLanguage: string; readonly StartAt: string; readonly States: States };

/** Where a state is: its name, the next one's, and the scope's own variable, which inner scopes only read. */
interface Place {
  readonly name: string;
  readonly next: { readonly Next: string } | { readonly End: true };
  readonly variable: string;
}

/** Makes a state, with states that only it leads to. */
type MakeStates = (place: Place) => States;

/** What the machines may call. */
export const doubles = {
  functionName: 'scripted',
  table: 'once',
  queueUrl: 'http://h/questions',
  parameter: '/there',
  machineArn: 'arn:aws:states:eu-west-1:111122223333:stateMachine:child',
};

const errors = fc.constantFrom(
  ['States.ALL'],
  ['States.ALL'],
  ['States.ALL'],
  ['States.TaskFailed'],
  ['States.Timeout'],
  ['Busy'],
  ['Busy', 'Refused'],
  ['DynamoDB.ConditionalCheckFailedException'],
  ['States.QueryEvaluationError'],
);
const retry = fc.option(
  fc.array(
    fc.record({
      ErrorEquals: errors,
      IntervalSeconds: fc.integer({ min: 1, max: 3 }),
      MaxAttempts: fc.integer({ min: 0, max: 3 }),
      BackoffRate: fc.constantFrom(1, 1.5, 2),
      JitterStrategy: fc.constantFrom('FULL', 'NONE'),
    }),
    { minLength: 1, maxLength: 2 },
  ),
  { nil: undefined },
);
const recovery = fc.record({ retry, caught: fc.option(errors, { nil: undefined }), ends: fc.boolean() });
type Recovery = typeof recovery extends fc.Arbitrary<infer R> ? R : never;

/** `States.ALL` stands alone and last. */
function retriers({ retry: list }: Recovery): State {
  if (list === undefined) return {};
  const last = list.findIndex(({ ErrorEquals }) => ErrorEquals[0] === 'States.ALL');
  return {
    Retry: last < 0 ? list : [...list.filter(({ ErrorEquals }) => ErrorEquals[0] !== 'States.ALL'), list[last]],
  };
}

/** A catcher leads to a state of its own, which goes on or fails. */
function withRecovery(place: Place, made: Recovery, state: State, catcher: State): States {
  const { name, next } = place;
  if (made.caught === undefined) return { [name]: { ...state, ...retriers(made) } };
  const Catch = [{ ErrorEquals: made.caught, Next: `${name}-caught`, ...catcher }];
  const caught = made.ends
    ? { Type: 'Fail', Error: 'Caught', Cause: `at ${name}` }
    : { Type: 'Pass', QueryLanguage: 'JSONata', ...next };
  return { [name]: { ...state, ...retriers(made), Catch }, [`${name}-caught`]: caught };
}

// What a state's own language says.

const jsonata = { QueryLanguage: 'JSONata' };
const values = fc.constantFrom<unknown>(
  '{% $states.input %}',
  '{% $exists($states.input.n) ? $states.input.n + 1 : 0 %}',
  '{% $states.input.list[n > 1] %}',
  '{% $sum([1..$count($states.input.list)]) %}',
  '{% $merge([$states.input, {"a": $v}]) %}',
  '{% $states.context.State.EnteredTime %}',
  '{% $hash($states.context.Execution.Name, "SHA-256") %}',
  '{% $random() < 2 %}',
  '{% $uuid() %}',
  '{% $missing.member %}',
  { n: 2, list: ['{% $v %}', 1], deep: { text: '{% $states.context.Execution.Name %}' } },
  [1, 2.5, '{% $now() %}'],
  null,
);
const paths = fc.constantFrom(
  '$',
  '$.n',
  '$.list[*].n',
  '$.list[?(@.n > 1)]',
  '$..n',
  '$.list[0]',
  '$v',
  '$$.State.Name',
  "States.Format('{}-{}', $$.Execution.Name, States.MathRandom(0, 10))",
  'States.ArrayLength($.list)',
  'States.UUID()',
  '$.list[1].missing',
);
const places = fc.constantFrom('$', '$.b', '$.deep.er', null);

const flatMakers: readonly fc.Arbitrary<MakeStates>[] = [
  fc.record({ output: values, assign: values }).map(({ output, assign }) => ({ name, next, variable }) => ({
    [name]: { Type: 'Pass', ...jsonata, Output: output, Assign: { [variable]: assign }, ...next },
  })),
  fc.record({ parameter: paths, assign: paths, place: places }).map((made) => ({ name, next, variable }) => ({
    [name]: {
      Type: 'Pass',
      Parameters: { 'n.$': made.parameter, list: [{ n: 1 }, { n: 2 }] },
      ResultPath: made.place,
      Assign: { [`${variable}.$`]: made.assign },
      ...next,
    },
  })),
  fc
    .constantFrom<unknown>(0, 1, 4, '{% $count($states.input.list) %}', '{% $states.input.n %}')
    .map((seconds) => ({ name, next }) => ({ [name]: { Type: 'Wait', ...jsonata, Seconds: seconds, ...next } })),
  fc
    .constantFrom({ Seconds: 2 }, { SecondsPath: '$.n' }, { TimestampPath: '$$.State.EnteredTime' })
    .map((wait) => ({ name, next }) => ({ [name]: { Type: 'Wait', ...wait, ...next } })),
  fc
    .record({
      condition: fc.constantFrom('$states.input.n > 1', '$random() < 0.5', '$exists($v)'),
      fails: fc.boolean(),
    })
    .map(({ condition, fails }) => ({ name, next }) => ({
      [name]: {
        Type: 'Choice',
        ...jsonata,
        Choices: [{ Condition: `{% ${condition} %}`, Next: `${name}-chosen` }],
        Default: `${name}-other`,
      },
      [`${name}-chosen`]: fails
        ? { Type: 'Fail', ...jsonata, Error: '{% $states.context.State.Name %}', Cause: 'chosen' }
        : { Type: 'Succeed', ...jsonata, Output: { chosen: true } },
      [`${name}-other`]: { Type: 'Pass', ...next },
    })),
  fc
    .constantFrom<State>(
      { Variable: '$.n', NumericGreaterThan: 1 },
      { And: [{ Variable: '$.list', IsPresent: true }, { Not: { Variable: '$.n', IsNull: true } }] },
      { Variable: '$$.Execution.Name', StringMatches: '*-0' },
    )
    .map((rule) => ({ name, next }) => ({
      [name]: { Type: 'Choice', Choices: [{ ...rule, Next: `${name}-then` }], Default: `${name}-else` },
      [`${name}-then`]: { Type: 'Pass', ResultPath: '$.then', Result: true, ...next },
      [`${name}-else`]: { Type: 'Pass', ...next },
    })),
  fc.record({ fails: fc.integer({ min: 0, max: 3 }), error: fc.constantFrom('Busy', 'Refused'), recovery }).map(
    (made) => (place) =>
      withRecovery(
        place,
        made.recovery,
        {
          Type: 'Task',
          ...jsonata,
          Resource: 'arn:aws:states:::lambda:invoke',
          Arguments: {
            FunctionName: doubles.functionName,
            Payload: {
              error: made.error,
              isFailing: `{% $states.context.State.RetryCount < ${made.fails} %}`,
              result: { n: '{% $states.context.State.RetryCount %}', list: [{ n: 3 }] },
            },
          },
          Output: '{% $states.result.Payload %}',
          Assign: { [place.variable]: '{% $states.result.Payload.n %}' },
          TimeoutSeconds: 30,
          ...place.next,
        },
        { Output: '{% $states.errorOutput %}', Assign: { [place.variable]: '{% $states.errorOutput.Error %}' } },
      ),
  ),
  fc.record({ payload: paths, selected: paths, place: places, recovery }).map(
    (made) => (place) =>
      withRecovery(
        place,
        made.recovery,
        {
          Type: 'Task',
          Resource: 'arn:aws:states:::lambda:invoke',
          Parameters: {
            FunctionName: doubles.functionName,
            Payload: { isFailing: false, result: { 'n.$': made.payload, list: [] } },
          },
          ResultSelector: { 'n.$': made.selected.replace('$.', '$.Payload.') },
          ResultPath: made.place,
          ...place.next,
        },
        { ResultPath: '$.error' },
      ),
  ),
  // Takes effect once in an execution, however often that is killed: a second time fails.
  fc.record({ key: fc.constantFrom('a', 'b'), recovery }).map(
    (made) => (place) =>
      withRecovery(
        place,
        made.recovery,
        {
          Type: 'Task',
          Resource: 'arn:aws:states:::dynamodb:updateItem',
          Parameters: {
            TableName: doubles.table,
            Key: { pk: { 'S.$': `States.Format('{}/${place.name}/${made.key}', $$.Execution.Name)` } },
            UpdateExpression: 'ADD n :one',
            ConditionExpression: 'attribute_not_exists(n)',
            ExpressionAttributeValues: { ':one': { N: '1' } },
          },
          ResultPath: null,
          ...place.next,
        },
        { ResultPath: '$.error' },
      ),
  ),
  fc.record({ parameter: fc.constantFrom(doubles.parameter, '/not-there'), recovery }).map(
    (made) => (place) =>
      withRecovery(
        place,
        made.recovery,
        {
          Type: 'Task',
          ...jsonata,
          Resource: 'arn:aws:states:::aws-sdk:ssm:getParameter',
          Arguments: { Name: made.parameter },
          Output: { n: '{% $states.result.Parameter.Value %}' },
          ...place.next,
        },
        {},
      ),
  ),
  fc
    .record({
      answer: fc.constantFrom('success', 'failure', 'late', 'never', 'heartbeats'),
      heartbeat: fc.boolean(),
      recovery,
    })
    .map(
      (made) => (place) =>
        withRecovery(
          place,
          made.recovery,
          {
            Type: 'Task',
            ...jsonata,
            Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken',
            Arguments: {
              QueueUrl: doubles.queueUrl,
              MessageBody: { token: '{% $states.context.Task.Token %}', answer: made.answer },
            },
            TimeoutSeconds: 40,
            ...(made.heartbeat ? { HeartbeatSeconds: 12 } : {}),
            ...place.next,
          },
          { Output: '{% $states.errorOutput %}' },
        ),
    ),
  fc.record({ seconds: fc.integer({ min: 0, max: 9 }), isSync: fc.boolean(), recovery }).map(
    (made) => (place) =>
      withRecovery(
        place,
        made.recovery,
        {
          Type: 'Task',
          ...jsonata,
          Resource: `arn:aws:states:::states:startExecution${made.isSync ? '.sync:2' : ''}`,
          Arguments: { StateMachineArn: doubles.machineArn, Input: { seconds: made.seconds } },
          Output: made.isSync ? '{% $states.result.Output %}' : {},
          TimeoutSeconds: 6,
          ...place.next,
        },
        {},
      ),
  ),
  // Many events, so that snapshots are taken on the way.
  fc.integer({ min: 1, max: 30 }).map((rounds) => ({ name, next, variable }) => ({
    [name]: { Type: 'Pass', ...jsonata, Assign: { [variable]: 0 }, Next: `${name}-wait` },
    [`${name}-wait`]: {
      Type: 'Wait',
      ...jsonata,
      Seconds: 1,
      Assign: { [variable]: `{% $${variable} + 1 %}` },
      Next: `${name}-more`,
    },
    [`${name}-more`]: {
      Type: 'Choice',
      ...jsonata,
      Choices: [{ Condition: `{% $${variable} < ${rounds} %}`, Next: `${name}-wait` }],
      Default: `${name}-over`,
    },
    [`${name}-over`]: { Type: 'Pass', ...next },
  })),
];

function nestedMakers(depth: number): readonly fc.Arbitrary<MakeStates>[] {
  const scopes = scope(depth - 1);
  return [
    fc.record({ branches: fc.array(scopes, { minLength: 1, maxLength: 3 }), recovery }).map(
      (made) => (place) =>
        withRecovery(
          place,
          made.recovery,
          {
            Type: 'Parallel',
            Branches: made.branches.map((make, index) => make(`${place.name}.${index}.`)),
            ResultPath: '$.branches',
            ...place.next,
          },
          { ResultPath: '$.error' },
        ),
    ),
    fc
      .record({ make: scopes, size: fc.integer({ min: 0, max: 4 }), most: fc.integer({ min: 0, max: 3 }), recovery })
      .map(
        (made) => (place) =>
          withRecovery(
            place,
            made.recovery,
            {
              Type: 'Map',
              ...jsonata,
              Items: Array.from({ length: made.size }, (_, n) => ({ n, list: [{ n }] })),
              MaxConcurrency: made.most,
              ItemProcessor: { ProcessorConfig: { Mode: 'INLINE' }, ...made.make(`${place.name}.`) },
              ...place.next,
            },
            {},
          ),
      ),
    fc.record({ make: scopes, recovery }).map(
      (made) => (place) =>
        withRecovery(
          place,
          made.recovery,
          {
            Type: 'Map',
            ItemsPath: '$.list',
            ItemSelector: { 'n.$': '$$.Map.Item.Index', 'list.$': '$.list' },
            ItemProcessor: { ProcessorConfig: { Mode: 'INLINE' }, ...made.make(`${place.name}.`) },
            ResultPath: null,
            ...place.next,
          },
          { ResultPath: '$.error' },
        ),
    ),
  ];
}

/** Makes the states of one scope; their names begin with a prefix, for names must differ in the whole machine. */
function scope(depth: number): fc.Arbitrary<(prefix: string) => Pick<Definition, 'StartAt' | 'States'>> {
  const makers = fc.oneof(...flatMakers, ...(depth === 0 ? [] : nestedMakers(depth)));
  return fc.array(makers, { minLength: 1, maxLength: 4 }).map((list) => (prefix) => {
    const variable = prefix === '' ? 'v' : `v${prefix.replaceAll('.', '_')}`;
    const States: States = {};
    for (const [index, make] of list.entries()) {
      const next = index + 1 < list.length ? { Next: nameOf(prefix, index + 1) } : ({ End: true } as const);
      Object.assign(States, make({ name: nameOf(prefix, index), next, variable }));
    }
    return { StartAt: nameOf(prefix, 0), States };
  });
}

function nameOf(prefix: string, index: number): string {
  return `${prefix}S${index}`;
}

const inputs = fc.record(
  {
    n: fc.integer({ min: 0, max: 5 }),
    list: fc.array(fc.record({ n: fc.integer({ min: 0, max: 3 }) }), { maxLength: 3 }),
    deep: fc.jsonValue({ maxDepth: 2 }),
  },
  { requiredKeys: ['n'] },
);

/** States are JSONPath unless they say otherwise; all begin with the variable `v`. */
export const generatedMachine: fc.Arbitrary<GeneratedMachine> = fc
  .record({ make: scope(2), input: inputs, timeout: fc.option(fc.integer({ min: 5, max: 90 }), { nil: undefined }) })
  .map(({ make, input, timeout }) => {
    const { StartAt, States } = make('');
    const Begin = { Type: 'Pass', Assign: { v: 1 }, Next: StartAt };
    const definition = { QueryLanguage: 'JSONPath', StartAt: 'Begin', States: { Begin, ...States } };
    return { definition: timeout === undefined ? definition : { ...definition, TimeoutSeconds: timeout }, input };
  });
