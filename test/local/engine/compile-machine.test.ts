import { describe, expect, it } from 'vitest';
import { compileMachine } from '../../../local/engine/compile-machine.ts';

const problem = (definition: unknown): string => {
  const text = typeof definition === 'string' ? definition : JSON.stringify(definition);
  try {
    compileMachine(text, (resource) => (resource.includes('unknown') ? `no integration for ${resource}` : undefined));
  } catch (error) {
    return (error as Error).message;
  }
  return 'none';
};
const machine = (states: object, startAt = 'A') => ({ QueryLanguage: 'JSONata', StartAt: startAt, States: states });
const invalid = (detail: string) => `Invalid State Machine Definition: '${detail}'`;

describe('a definition', () => {
  it('must be a JSON object', () => {
    expect(problem('{')).toContain('INVALID_JSON_DESCRIPTION: ');
    expect(problem('[]')).toBe(invalid('SCHEMA_VALIDATION_FAILED: Definition must be a valid JSON object'));
  });

  it.each<[string, object, string]>([
    ['nothing', {}, 'SCHEMA_VALIDATION_FAILED: These fields are required: [States, StartAt] at /'],
    [
      'a StartAt that leads nowhere',
      machine({ A: { Type: 'Succeed' } }, 'B'),
      "MISSING_TRANSITION_TARGET: Missing 'StartAt' target: B at /StartAt",
    ],
    [
      'a Next that leads nowhere',
      machine({ A: { Type: 'Pass', Next: 'B' } }),
      "MISSING_TRANSITION_TARGET: Missing 'Next' target: B at /States/A/Next",
    ],
    [
      'a state that nothing leads to',
      machine({ A: { Type: 'Succeed' }, B: { Type: 'Succeed' } }),
      'MISSING_TRANSITION_TARGET: State "B" is not reachable. at /States/B',
    ],
    [
      'a type that there is not',
      machine({ A: { Type: 'Sleep' } }),
      "SCHEMA_VALIDATION_FAILED: The field 'Type' should have one of these values: [Task, Wait, Pass, Succeed, Fail, Choice, Parallel, Map] at /States/A/Type",
    ],
    [
      'a timestamp that is none',
      machine({ A: { Type: 'Wait', Timestamp: '2026-13-01T00:00:00Z', End: true } }),
      'SCHEMA_VALIDATION_FAILED: String does not match RFC3339 timestamp at /States/A/Timestamp',
    ],
    [
      'an empty Parallel',
      machine({ A: { Type: 'Parallel', Branches: [], End: true } }),
      'SCHEMA_VALIDATION_FAILED: Value cannot be empty at /States/A/Branches',
    ],
    [
      'JSONPath inside JSONata',
      machine({ A: { Type: 'Pass', QueryLanguage: 'JSONPath', End: true } }),
      "SCHEMA_VALIDATION_FAILED: 'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine at /States/A",
    ],
    [
      'Credentials without a role',
      machine({ A: { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', Credentials: {}, End: true } }),
      "SCHEMA_VALIDATION_FAILED: The field 'RoleArn' is required but was missing at /States/A/Credentials",
    ],
    [
      'a reserved variable',
      machine({ A: { Type: 'Pass', Assign: { states: 1 }, End: true } }),
      "SCHEMA_VALIDATION_FAILED: The variable name 'states' is reserved at /States/A/Assign",
    ],
    [
      'a variable that is no name',
      machine({ A: { Type: 'Pass', Assign: { '1st': 1 }, End: true } }),
      "SCHEMA_VALIDATION_FAILED: The variable name '1st' is not valid at /States/A/Assign",
    ],
    [
      'a timestamp that is an expression in JSONPath',
      { StartAt: 'A', States: { A: { Type: 'Wait', Timestamp: '{% $now() %}', End: true } } },
      'SCHEMA_VALIDATION_FAILED: String does not match RFC3339 timestamp at /States/A/Timestamp',
    ],
    [
      'a resource that cannot be called',
      machine({ A: { Type: 'Task', Resource: 'arn:aws:states:::unknown:do', End: true } }),
      'SCHEMA_VALIDATION_FAILED: no integration for arn:aws:states:::unknown:do at /States/A/Resource',
    ],
  ])('is refused with %s', (_, definition, detail) => {
    expect(problem(definition)).toBe(invalid(detail));
  });

  it.each([
    ['IntervalSeconds', 0, 'Value must be at least 1'],
    ['IntervalSeconds', 1.5, 'Expected value of type Integer'],
    ['MaxAttempts', -1, 'Value must be at least 0'],
    ['MaxAttempts', 100_000_000, 'Value must not be more than 99999999'],
    ['BackoffRate', 0.9, 'Value must be at least 1'],
    ['MaxDelaySeconds', 31_622_401, 'Value must not be more than 31622400'],
    ['MaxDelaySeconds', 1, "The field 'MaxDelaySeconds' must be greater than the field 'IntervalSeconds'"],
    ['JitterStrategy', 'SOME', "The field 'JitterStrategy' should have one of these values: [FULL, NONE]"],
  ])('is refused with a retrier whose %s is %s', (field, value, message) => {
    const retrier = { ErrorEquals: ['X'], [field]: value };
    const state = { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', Retry: [retrier], End: true };
    expect(problem(machine({ A: state }))).toBe(
      invalid(`SCHEMA_VALIDATION_FAILED: ${message} at /States/A/Retry[0]/${field}`),
    );
  });

  it('is refused where an inner scope assigns a variable of an outer one', () => {
    const inner = (name: string) => ({
      StartAt: 'B',
      States: { B: { Type: 'Pass', Assign: { [name]: 1 }, End: true } },
    });
    const outer = (name: string) =>
      machine({ A: { Type: 'Parallel', Branches: [inner(name)], Assign: { x: 1 }, End: true } });
    expect(problem(outer('x'))).toContain("The variable 'x' belongs to an outer scope and cannot be assigned here");
    expect(problem(outer('y'))).toBe('none');
  });

  it.each([
    [{ Type: 'Pass', Output: '{% $states.result %}' }, 'Output', 'result'],
    [{ Type: 'Task', Arguments: { a: '{% $states.result.b %}' } }, 'Arguments/a', 'result'],
    [{ Type: 'Task', Output: '{% $string($states.errorOutput) %}' }, 'Output', 'errorOutput'],
  ])('is refused where %j looks at what the field does not see', (fields, location, name) => {
    const state = { Resource: 'arn:aws:states:::lambda:invoke', End: true, ...fields };
    expect(problem(machine({ A: state }))).toContain(
      `'$states.${name}' is not available in the field '${location}' at /States/A/${location}`,
    );
  });

  it('is refused with an expression that cannot be parsed', () => {
    expect(problem(machine({ A: { Type: 'Pass', Output: '{% ( %}', End: true } }))).toMatch(
      /The JSONata expression is invalid\. S\d+: .* at \/States\/A\/Output'$/,
    );
  });

  it('is checked inside branches as well', () => {
    const inner = { StartAt: 'B', States: { B: { Type: 'Pass', Next: 'C' } } };
    expect(problem(machine({ A: { Type: 'Parallel', Branches: [inner], End: true } }))).toContain(
      "Missing 'Next' target: C at /States/A/Branches[0]/States/B/Next",
    );
  });

  it('may set JSONata for every state instead of the machine', () => {
    expect(problem({ StartAt: 'A', States: { A: { Type: 'Succeed', QueryLanguage: 'JSONata' } } })).toBe('none');
  });
});
