// biome-ignore-all lint/suspicious/noTemplateCurlyInString: policies and templates have variables of their own
import { describe, expect, it } from 'vitest';
import { parsePolicyDocument, policyProblems } from '../../../local/iam/policy-document.ts';

const allow = { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: '*' };

describe('parsePolicyDocument', () => {
  it('reads an object or its text, a list of statements or one alone', () => {
    const expected = { Version: '2012-10-17', Statement: [allow] };
    expect(parsePolicyDocument({ Version: '2012-10-17', Statement: [allow] }, 'here')).toEqual(expected);
    expect(parsePolicyDocument(JSON.stringify({ Statement: allow }), 'here')).toEqual(expected);
  });

  it('refuses a condition operator that it does not evaluate by its name, and says where', () => {
    const document = { Statement: [allow, { ...allow, Condition: { DateLessThan: { 'aws:CurrentTime': '2027' } } }] };
    expect(() => parsePolicyDocument(document, 'Stack/Policy')).toThrow(
      'Stack/Policy: statement 2: the condition operator DateLessThan is not supported',
    );
  });

  it('refuses text that is not JSON', () => {
    expect(() => parsePolicyDocument('{', 'Stack/Policy')).toThrow('Stack/Policy: not JSON');
  });
});

describe('policyProblems', () => {
  it.each<[unknown, string[]]>([
    [{ Statement: [{ ...allow, NotPrincipal: { AWS: '*' } }] }, ['statement 1: NotPrincipal is not supported']],
    [{ Statement: [{ ...allow, Effect: 'Perhaps' }] }, ['statement 1: Effect must be Allow or Deny']],
    [{ Statement: [{ Effect: 'Allow', Resource: '*' }] }, ['statement 1: neither Action nor NotAction']],
    [
      { Statement: [{ ...allow, Resource: ['*', 'arn:aws:s3:::${aws:username}'] }] },
      ['statement 1: policy variables are not supported (Resource)'],
    ],
    [
      { Statement: [{ ...allow, Condition: { StringEquals: { 'a:b': '${aws:username}' } } }] },
      ['statement 1: policy variables are not supported (a:b)'],
    ],
    [{ Statement: [{ ...allow, Condition: [] }] }, ['statement 1: Condition must be an object']],
    [{}, ['statement 1: must be an object']],
    ['text', ['a policy document must be an object']],
  ])('of %j', (document, problems) => {
    expect(policyProblems(document)).toEqual(problems);
  });

  it('lets intrinsic functions pass where texts will be', () => {
    const statement = {
      ...allow,
      Resource: { 'Fn::Sub': 'arn:aws:sqs:${AWS::Region}:1:q' },
      Condition: { ArnEquals: { 'aws:SourceArn': { 'Fn::GetAtt': ['Rule', 'Arn'] } } },
    };
    expect(policyProblems({ Statement: [statement] })).toEqual([]);
  });
});
