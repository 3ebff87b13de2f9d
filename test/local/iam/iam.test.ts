import { describe, expect, it } from 'vitest';
import { createIam } from '../../../local/iam/iam.ts';
import { createObserver, type RuntimeEvent } from '../../../local/kernel/observer.ts';
import {
  type AccessRequest,
  administrator,
  type Caller,
  type PolicyDocument,
  type PolicyStatement,
  type ServiceName,
} from '../../../local/kernel/service.ts';

const accountId = '111122223333';
const roleArn = `arn:aws:iam::${accountId}:role/worker`;
const worker: Caller = { kind: 'role', roleArn, sessionName: 'session' };
const ruleArn = `arn:aws:events:eu-west-1:${accountId}:rule/bus/rule`;
const rule: Caller = { kind: 'service', principal: 'events.amazonaws.com', sourceArn: ruleArn };
const queueArn = `arn:aws:sqs:eu-west-1:${accountId}:queue`;
const send: AccessRequest = { action: 'sqs:SendMessage', resource: queueArn };

function createSubject(policies: PolicyStatement[][] = [], trustPolicy: PolicyDocument = { Statement: [] }) {
  const observer = createObserver(() => 0);
  const events: RuntimeEvent[] = [];
  observer.subscribe(({ atMs: _, ...event }) => events.push(event as RuntimeEvent));
  const iam = createIam({ accountId, observer });
  iam.roles.put({
    arn: roleArn,
    name: 'worker',
    trustPolicy,
    inlinePolicies: policies.map((Statement) => ({ Statement })),
    managedPolicyArns: [],
  });
  const may = (caller: Caller, access: AccessRequest, service: ServiceName = 'sqs'): true | unknown => {
    try {
      iam.authorise(service, caller, [access]);
      return true;
    } catch (error) {
      return error;
    }
  };
  return { iam, may, events };
}

const allowSend: PolicyStatement = { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: queueArn };
const session = `arn:aws:sts::${accountId}:assumed-role/worker/session`;

describe('authorise', () => {
  it('follows every change of what a role may do, also for a call that was decided before', () => {
    const { iam, may } = createSubject();
    const isAllowed = () => may(worker, send) === true;
    const definition = { arn: roleArn, name: 'worker', trustPolicy: { Statement: [] } };
    const managedArn = `arn:aws:iam::${accountId}:policy/send`;
    expect(isAllowed()).toBe(false);
    iam.roles.attach(roleArn, 'extra', { Statement: [allowSend] });
    expect(isAllowed()).toBe(true);
    iam.roles.detach(roleArn, 'extra');
    expect(isAllowed()).toBe(false);
    iam.roles.putManagedPolicy(managedArn, { Statement: [] });
    iam.roles.put({ ...definition, inlinePolicies: [], managedPolicyArns: [managedArn] });
    expect(isAllowed()).toBe(false);
    iam.roles.putManagedPolicy(managedArn, { Statement: [allowSend] });
    expect(isAllowed()).toBe(true);
    iam.roles.putManagedPolicy(managedArn, { Statement: [{ ...allowSend, Effect: 'Deny' }] });
    expect(isAllowed()).toBe(false);
    iam.roles.put({ ...definition, inlinePolicies: [{ Statement: [allowSend] }], managedPolicyArns: [] });
    expect(isAllowed()).toBe(true);
    iam.roles.remove(roleArn);
    expect(isAllowed()).toBe(false);
  });

  it('I2: lets a role do what one of its policies allows, actions in any case', () => {
    const { may } = createSubject([[], [{ ...allowSend, Action: ['SQS:sendmessage'] }]]);
    expect(may(worker, send)).toBe(true);
  });

  it('I2: refuses what nothing allows', () => {
    const { may } = createSubject([[{ ...allowSend, Resource: `${queueArn}-other` }]]);
    expect(may(worker, send)).toMatchObject({
      code: 'AccessDenied',
      statusCode: 403,
      message:
        `User: ${session} is not authorized to perform: sqs:SendMessage on resource: ${queueArn} ` +
        'because no identity-based policy allows the sqs:SendMessage action',
    });
  });

  it.each<[ServiceName, string, number]>([
    ['dynamodb', 'AccessDeniedException', 400],
    ['states', 'AccessDeniedException', 400],
    ['scheduler', 'AccessDeniedException', 403],
    ['sns', 'AuthorizationError', 403],
  ])('refuses in the words of %s', (service, code, statusCode) => {
    const { may } = createSubject();
    expect(may(worker, send, service)).toMatchObject({ code, statusCode });
  });

  it('I1: an explicit Deny of the role outweighs every Allow', () => {
    const { may } = createSubject([[allowSend], [{ Effect: 'Deny', Action: 'sqs:*', Resource: '*' }]]);
    const resourcePolicy = { Statement: [{ ...allowSend, Principal: '*' as const }] };
    expect(may(worker, { ...send, resourcePolicy })).toMatchObject({
      message: expect.stringContaining('with an explicit deny in an identity-based policy'),
    });
  });

  it('I1: a Deny of the resource meets the administrator, too', () => {
    const { may } = createSubject();
    const resourcePolicy: PolicyDocument = {
      Statement: [{ Effect: 'Deny', Action: 'sqs:*', Resource: '*', Principal: { AWS: '*' } }],
    };
    expect(may(administrator, send)).toBe(true);
    expect(may(administrator, { ...send, resourcePolicy })).toMatchObject({
      message: expect.stringContaining('with an explicit deny in a resource-based policy'),
    });
  });

  it('I2: the policy of the resource may allow a role by its ARN, or by that of its session', () => {
    const { may } = createSubject();
    for (const principal of [roleArn, session, '*']) {
      const resourcePolicy = { Statement: [{ ...allowSend, Principal: { AWS: [principal] } }] };
      expect(may(worker, { ...send, resourcePolicy })).toBe(true);
    }
  });

  it("I3: the account's root in the policy of a resource allows nobody, but denies everybody", () => {
    const { may } = createSubject();
    const root = { AWS: `arn:aws:iam::${accountId}:root` };
    const allowRoot = { Statement: [{ ...allowSend, Principal: root }] };
    expect(may(worker, { ...send, resourcePolicy: allowRoot })).toMatchObject({ code: 'AccessDenied' });
    const allowed = createSubject([[allowSend]]);
    const denyRoot: PolicyDocument = { Statement: [{ ...allowSend, Effect: 'Deny', Principal: root }] };
    expect(allowed.may(worker, { ...send, resourcePolicy: denyRoot })).toMatchObject({ code: 'AccessDenied' });
  });

  it('I2: a service needs the policy of the resource, on behalf of the right source', () => {
    const { may } = createSubject();
    const forRule = (sourceArn: string): PolicyDocument => ({
      Statement: [
        {
          ...allowSend,
          Principal: { Service: 'events.amazonaws.com' },
          Condition: { ArnEquals: { 'AWS:SourceArn': sourceArn }, StringEquals: { 'aws:SourceAccount': accountId } },
        },
      ],
    });
    expect(may(rule, { ...send, resourcePolicy: forRule(ruleArn) })).toBe(true);
    expect(may(rule, { ...send, resourcePolicy: forRule(`${ruleArn}-other`) })).toMatchObject({
      message: expect.stringContaining('because no resource-based policy allows the sqs:SendMessage action'),
    });
    expect(may(rule, send)).toMatchObject({ code: 'AccessDenied' });
  });

  it('counts every call as encrypted, so that a Deny of plain transport meets nobody', () => {
    const { may } = createSubject([[allowSend]]);
    const resourcePolicy: PolicyDocument = {
      Statement: [
        {
          Effect: 'Deny',
          Action: 'sqs:*',
          Resource: queueArn,
          Principal: '*',
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        },
      ],
    };
    expect(may(worker, { ...send, resourcePolicy })).toBe(true);
  });

  it('holds the conditions of a call against the policy', () => {
    const { may } = createSubject([
      [
        {
          Effect: 'Allow',
          Action: 'iam:PassRole',
          Resource: '*',
          Condition: { StringEquals: { 'iam:PassedToService': 'scheduler.amazonaws.com' } },
        },
      ],
    ]);
    const pass = (service: string): AccessRequest => ({
      action: 'iam:PassRole',
      resource: roleArn,
      conditions: { 'iam:PassedToService': service },
    });
    expect(may(worker, pass('scheduler.amazonaws.com'), 'scheduler')).toBe(true);
    expect(may(worker, pass('lambda.amazonaws.com'), 'scheduler')).toMatchObject({ code: 'AccessDeniedException' });
  });

  it('I1: judges every call by its own conditions and by the policies of its time', () => {
    const { iam, may } = createSubject([
      [
        { ...allowSend, Condition: { StringEquals: { 'shop:Kind': ['order', 'note'] } } },
        { ...allowSend, Effect: 'Deny', Condition: { StringLike: { 'shop:Name': 'secret-*' } } },
      ],
    ]);
    const isAllowed = (Kind: string, Name: string): boolean =>
      may(worker, { ...send, conditions: { 'shop:Kind': Kind, 'shop:Name': Name } }) === true;
    const kinds = ['order', 'letter', 'order', 'note'];
    expect(kinds.map((kind) => isAllowed(kind, 'plain'))).toEqual([true, false, true, true]);
    expect(kinds.map((kind) => isAllowed(kind, 'secret-1'))).toEqual([false, false, false, false]);
    iam.roles.attach(roleArn, 'extra', { Statement: [allowSend] });
    expect([isAllowed('letter', 'plain'), isAllowed('letter', 'secret-1')]).toEqual([true, false]);
    iam.roles.detach(roleArn, 'extra');
    expect(isAllowed('letter', 'plain')).toBe(false);
  });

  it('understands NotAction and NotResource', () => {
    const { may } = createSubject([[{ Effect: 'Allow', NotAction: 'sqs:Delete*', NotResource: `${queueArn}-secret` }]]);
    expect(may(worker, send)).toBe(true);
    expect(may(worker, { ...send, action: 'sqs:DeleteQueue' })).toMatchObject({ code: 'AccessDenied' });
    expect(may(worker, { ...send, resource: `${queueArn}-secret` })).toMatchObject({ code: 'AccessDenied' });
  });

  it('refuses a role that does not exist', () => {
    const { may } = createSubject([[allowSend]]);
    expect(may({ ...worker, roleArn: `${roleArn}-gone` }, send)).toMatchObject({ code: 'AccessDenied' });
  });

  it('tells the observer who was refused what', () => {
    const { may, events } = createSubject();
    may(worker, send);
    expect(events).toEqual([
      { kind: 'access-denied', principal: roleArn, action: 'sqs:SendMessage', resource: queueArn },
    ]);
  });
});

describe('trust', () => {
  const trustPolicy: PolicyDocument = {
    Statement: [
      {
        Effect: 'Allow',
        Action: 'sts:AssumeRole',
        Principal: { Service: 'scheduler.amazonaws.com' },
        Condition: { StringEquals: { 'aws:SourceArn': 'arn:group' } },
      },
    ],
  };

  it('lets the service of the trust policy use the role, on behalf of the right source', () => {
    const { iam } = createSubject([], trustPolicy);
    expect(iam.isTrusted(roleArn, 'scheduler.amazonaws.com', 'arn:group')).toBe(true);
    expect(iam.isTrusted(roleArn, 'scheduler.amazonaws.com', 'arn:other')).toBe(false);
    expect(iam.isTrusted(roleArn, 'lambda.amazonaws.com', 'arn:group')).toBe(false);
    expect(iam.isTrusted(`${roleArn}-gone`, 'scheduler.amazonaws.com', 'arn:group')).toBe(false);
  });

  it('assertTrusts throws what STS answers', () => {
    const { iam } = createSubject([], trustPolicy);
    iam.assertTrusts(roleArn, 'scheduler.amazonaws.com', 'arn:group');
    expect(() => iam.assertTrusts(roleArn, 'lambda.amazonaws.com', 'arn:f')).toThrow(
      `User: lambda.amazonaws.com is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`,
    );
  });
});

describe('credentials', () => {
  it('finds the caller by the access key, and takes every other one for the administrator', () => {
    const { iam } = createSubject();
    const { accessKeyId, secretAccessKey, sessionToken } = iam.credentialsFor(roleArn, 'session');
    expect(accessKeyId).toMatch(/^ASIA[A-Z0-9]{16}$/);
    expect(secretAccessKey).toHaveLength(40);
    expect(sessionToken.length).toBeGreaterThan(0);
    expect(iam.callerOf(accessKeyId)).toEqual(worker);
    expect(iam.callerOf('AKIAOTHER')).toEqual(administrator);
    expect(iam.callerOf(undefined)).toEqual(administrator);
  });

  it('differ from session to session and from role to role', () => {
    const { iam } = createSubject();
    const keys = [
      iam.credentialsFor(roleArn, 'a').accessKeyId,
      iam.credentialsFor(roleArn, 'b').accessKeyId,
      iam.credentialsFor(`${roleArn}-2`, 'a').accessKeyId,
    ];
    expect(new Set(keys).size).toBe(3);
    expect(iam.credentialsFor(roleArn, 'a').accessKeyId).toBe(keys[0]);
  });
});

describe('permissions', () => {
  it('lists refused calls once, and granted pairs of action and resource that no call needed', () => {
    const { iam, may } = createSubject([
      [{ Effect: 'Allow', Action: ['sqs:SendMessage', 'sqs:Get*'], Resource: [queueArn, `${queueArn}-other`] }],
      [{ Effect: 'Deny', Action: 'sqs:DeleteQueue', Resource: '*' }],
    ]);
    may(worker, send);
    may(worker, { ...send, action: 'sqs:PurgeQueue' });
    may(worker, { ...send, action: 'sqs:PurgeQueue' });
    may(rule, send);
    expect(iam.permissions()).toEqual({
      missing: [
        { principal: roleArn, action: 'sqs:PurgeQueue', resource: queueArn },
        { principal: `events.amazonaws.com for ${ruleArn}`, action: 'sqs:SendMessage', resource: queueArn },
      ],
      unused: [
        { principal: roleArn, action: 'sqs:Get*', resource: queueArn },
        { principal: roleArn, action: 'sqs:Get*', resource: `${queueArn}-other` },
        { principal: roleArn, action: 'sqs:SendMessage', resource: `${queueArn}-other` },
      ],
    });
  });

  it('does not count a grant as used by a call that its condition excludes', () => {
    const { iam, may } = createSubject([
      [{ ...allowSend, Condition: { StringEquals: { 'aws:PrincipalAccount': 'another' } } }],
    ]);
    may(worker, send);
    expect(iam.permissions().unused).toEqual([{ principal: roleArn, action: 'sqs:SendMessage', resource: queueArn }]);
  });

  it('counts each grant as used from the first call on whose conditions it meets', () => {
    const only = (kind: string, action: string): PolicyStatement => ({
      ...allowSend,
      Action: action,
      Condition: { StringEquals: { 'shop:Kind': kind } },
    });
    const { iam, may } = createSubject([[only('order', 'sqs:SendMessage'), only('note', 'sqs:Send*')]]);
    const unusedAfter = (Kind: string): string[] => {
      may(worker, { ...send, conditions: { 'shop:Kind': Kind } });
      return iam.permissions().unused.map(({ action }) => action);
    };
    expect(unusedAfter('letter')).toEqual(['sqs:Send*', 'sqs:SendMessage']);
    expect(unusedAfter('order')).toEqual(['sqs:Send*']);
    expect(unusedAfter('order')).toEqual(['sqs:Send*']);
    expect(unusedAfter('note')).toEqual([]);
  });

  it('counts grants of policies that are attached from elsewhere or managed by AWS', () => {
    const { iam, may } = createSubject();
    iam.roles.put({
      arn: roleArn,
      name: 'worker',
      trustPolicy: { Statement: [] },
      inlinePolicies: [],
      managedPolicyArns: ['arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole'],
    });
    iam.roles.attach(roleArn, 'queue', { Statement: [allowSend] });
    may(worker, { action: 'logs:PutLogEvents', resource: 'arn:aws:logs:eu-west-1:1:log-group:g:*' }, 'logs');
    expect(iam.permissions()).toEqual({
      missing: [],
      unused: [
        { principal: roleArn, action: 'logs:CreateLogGroup', resource: '*' },
        { principal: roleArn, action: 'logs:CreateLogStream', resource: '*' },
        { principal: roleArn, action: 'sqs:SendMessage', resource: queueArn },
      ],
    });
  });
});
