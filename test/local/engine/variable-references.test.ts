import { describe, expect, it } from 'vitest';
import { variableReferences } from '../../../local/engine/variable-references.ts';

const referencesOf = (states: Readonly<Record<string, object>>, language = 'JSONPath') => {
  const definition = { QueryLanguage: language, StartAt: Object.keys(states)[0], States: states };
  return variableReferences(JSON.stringify(definition));
};

describe('the variables that a state reads', () => {
  it('are those in its paths, sorted, each once', () => {
    const Choices = [{ Variable: '$guess', StringEqualsPath: '$answer', Next: 'End' }];
    expect(
      referencesOf({
        Check: { Type: 'Choice', Choices },
        Narrow: { Type: 'Pass', InputPath: '$answer.a', OutputPath: '$answer', ResultPath: '$.b' },
        End: { Type: 'Succeed' },
      }),
    ).toEqual({ Check: ['answer', 'guess'], Narrow: ['answer'] });
  });

  it('are those in its templates, in calls of functions and filters too, but not in constants', () => {
    expect(
      referencesOf({
        Only: {
          Type: 'Pass',
          Parameters: {
            'sum.$': 'States.MathAdd($first, States.ArrayLength($list[?(@.kind == $kind)]))',
            'text.$': "States.Format('{} for $money', $.name)",
            somePath: '$literal',
          },
          Result: { 'x.$': '$result' },
          Assign: { first: 1 },
        },
      }),
    ).toEqual({ Only: ['first', 'kind', 'list'] });
  });

  it('are not those that the states inside it read, which have their own', () => {
    const ItemProcessor = { StartAt: 'Inner', States: { Inner: { Type: 'Pass', Parameters: { 'a.$': '$bias' } } } };
    const Branches = [{ StartAt: 'Other', States: { Other: { Type: 'Wait', SecondsPath: '$pause' } } }];
    expect(
      referencesOf({
        Each: { Type: 'Map', ItemsPath: '$list', ItemProcessor },
        Both: { Type: 'Parallel', Branches },
      }),
    ).toEqual({ Each: ['list'], Inner: ['bias'], Other: ['pause'] });
  });

  it('are in JSONata those that some state assigns and the expression does not bind itself', () => {
    const Output = {
      a: '{% $sum($map($list, function($item) { $item.price * $factor })) %}',
      b: '{% ($local := $states.input.x; $local + $total) %}',
      c: 'costs $factor',
    };
    expect(
      referencesOf(
        {
          First: { Type: 'Pass', Assign: { list: [], factor: 2, total: 0, item: 1, local: 1 } },
          Second: { Type: 'Pass', Output },
        },
        'JSONata',
      ),
    ).toEqual({ Second: ['factor', 'list', 'total'] });
  });
});
