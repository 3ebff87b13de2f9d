// biome-ignore-all lint/suspicious/noTemplateCurlyInString: templates have variables of their own
import { describe, expect, it } from 'vitest';
import { resolveValue } from '../../../local/assembly/resolve-template.ts';
import { createStackScope } from '../../../local/assembly/stack-scope.ts';

const scope = createStackScope({
  accountId: '111122223333',
  region: 'eu-west-1',
  stackName: 'Stack',
  template: {
    Parameters: {
      Stage: { Type: 'String', Default: 'dev' },
      Count: { Type: 'Number', Default: 3 },
      Names: { Type: 'CommaDelimitedList', Default: 'a, b' },
    },
    Mappings: { Sizes: { dev: { memory: 128 } } },
    Conditions: {
      IsDev: { 'Fn::Equals': [{ Ref: 'Stage' }, 'dev'] },
      IsBig: { 'Fn::Equals': [{ Ref: 'Count' }, 3] },
      IsProduction: { 'Fn::Not': [{ Condition: 'IsDev' }] },
      Both: { 'Fn::And': [{ Condition: 'IsDev' }, { Condition: 'IsBig' }] },
      Either: { 'Fn::Or': [{ Condition: 'IsProduction' }, { Condition: 'IsBig' }] },
    },
    Resources: { Queue: { Type: 'AWS::SQS::Queue' } },
  },
  resource: (logicalId) => (logicalId === 'Queue' ? { ref: 'queue-url', attributes: { Arn: 'queue-arn' } } : undefined),
  exportedValue: (name) => (name === 'Other:Bus' ? 'bus-name' : undefined),
});

describe('resolveValue', () => {
  it.each<[unknown, unknown]>([
    [{ Ref: 'Queue' }, 'queue-url'],
    [{ Ref: 'Stage' }, 'dev'],
    [{ Ref: 'Count' }, '3'],
    [{ Ref: 'Names' }, ['a', 'b']],
    [{ Ref: 'AWS::Region' }, 'eu-west-1'],
    [{ Ref: 'AWS::AccountId' }, '111122223333'],
    [{ Ref: 'AWS::Partition' }, 'aws'],
    [{ Ref: 'AWS::URLSuffix' }, 'amazonaws.com'],
    [{ Ref: 'AWS::StackName' }, 'Stack'],
    [{ 'Fn::GetAtt': ['Queue', 'Arn'] }, 'queue-arn'],
    [{ 'Fn::GetAtt': 'Queue.Arn' }, 'queue-arn'],
    [
      { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':', { 'Fn::GetAtt': ['Queue', 'Arn'] }]] },
      'arn:aws:queue-arn',
    ],
    [{ 'Fn::Sub': '${Queue}/${Queue.Arn}/${AWS::Region}/${!Literal}' }, 'queue-url/queue-arn/eu-west-1/${Literal}'],
    [{ 'Fn::Sub': ['${A}-${Stage}', { A: { Ref: 'AWS::Region' } }] }, 'eu-west-1-dev'],
    [{ 'Fn::Split': ['-', { Ref: 'AWS::Region' }] }, ['eu', 'west', '1']],
    [{ 'Fn::Select': ['1', { 'Fn::Split': ['-', 'a-b-c'] }] }, 'b'],
    [{ 'Fn::FindInMap': ['Sizes', { Ref: 'Stage' }, 'memory'] }, 128],
    [{ 'Fn::Base64': 'é' }, 'w6k='],
    [{ 'Fn::ImportValue': 'Other:Bus' }, 'bus-name'],
    [{ 'Fn::If': ['IsDev', 'yes', 'no'] }, 'yes'],
    [{ 'Fn::If': ['IsProduction', 'yes', 'no'] }, 'no'],
    [{ 'Fn::If': ['Both', 1, 2] }, 1],
    [{ 'Fn::If': ['Either', 1, 2] }, 1],
    [{ a: { 'Fn::If': ['IsProduction', 1, { Ref: 'AWS::NoValue' }] }, b: [{ Ref: 'AWS::NoValue' }, 1] }, { b: [1] }],
    // A member that only looks like a function of conditions.
    [{ Condition: 'IsDev' }, { Condition: 'IsDev' }],
    [
      [0, false, null, ''],
      [0, false, null, ''],
    ],
  ])('%j is %j', (value, expected) => {
    expect(resolveValue(value, scope)).toEqual(expected);
  });

  it.each<[unknown, string]>([
    [{ Ref: 'Nothing' }, 'Stack has no resource Nothing, or a condition leaves it out'],
    [{ 'Fn::GetAtt': ['Queue', 'Colour'] }, 'Stack/Queue (AWS::SQS::Queue): the attribute Colour is not supported'],
    [{ 'Fn::ImportValue': 'Other:Nothing' }, 'Stack imports Other:Nothing, which no stack exports'],
    [{ 'Fn::Select': [2, ['a', 'b']] }, 'Fn::Select has no entry 2 in a list of 2'],
    [{ 'Fn::FindInMap': ['Sizes', 'prod', 'memory'] }, 'Stack has no mapping Sizes.prod.memory'],
    [{ 'Fn::If': ['Nothing', 1, 2] }, 'Stack has no condition Nothing'],
    [{ 'Fn::Cidr': ['10.0.0.0/8', 1, 1] }, 'the intrinsic function Fn::Cidr is not supported'],
  ])('%j cannot be resolved', (value, message) => {
    expect(() => resolveValue(value, scope)).toThrow(message);
  });
});
