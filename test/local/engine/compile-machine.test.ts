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
      'JSONPath',
      { StartAt: 'A', States: { A: { Type: 'Succeed' } } },
      "SCHEMA_VALIDATION_FAILED: The local runtime runs JSONata states only: set 'QueryLanguage' to 'JSONata' at /States/A",
    ],
    [
      'a resource that cannot be called',
      machine({ A: { Type: 'Task', Resource: 'arn:aws:states:::unknown:do', End: true } }),
      'SCHEMA_VALIDATION_FAILED: no integration for arn:aws:states:::unknown:do at /States/A/Resource',
    ],
  ])('is refused with %s', (_, definition, detail) => {
    expect(problem(definition)).toBe(invalid(detail));
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
