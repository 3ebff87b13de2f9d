import { describe, expect, it } from 'vitest';
import { createDeployer } from '../../../local/assembly/deployer.ts';
import { createIam } from '../../../local/iam/iam.ts';
import { managedPolicyProvider } from '../../../local/iam/resources/managed-policy.ts';
import { policyProvider } from '../../../local/iam/resources/policy.ts';
import { roleProvider } from '../../../local/iam/resources/role.ts';
import { createObserver } from '../../../local/kernel/observer.ts';
import { writeAssembly } from '../assembly/write-assembly.ts';

const accountId = '111122223333';
const trust = {
  Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } }],
};
const allow = (Action: string) => ({ Statement: [{ Effect: 'Allow', Action, Resource: '*' }] });

function createSubject() {
  const { roles, isTrusted } = createIam({ accountId, observer: createObserver(() => 0) });
  const providers = [roleProvider(roles, accountId), policyProvider(roles), managedPolicyProvider(roles, accountId)];
  const deployer = createDeployer({ accountId, region: 'eu-west-1', providers });
  const deploy = async (Resources: object) => {
    const [stack] = await deployer.deploy(await writeAssembly({ Stack: { Resources } }));
    return stack!;
  };
  /** Actions that the one role of the stack may do. */
  const actions = () =>
    roles.all().flatMap(({ policies }) => policies.flatMap(({ Statement }) => Statement.map(({ Action }) => Action)));
  return { roles, isTrusted, deploy, actions };
}

const role = (properties: object = {}) => ({
  Type: 'AWS::IAM::Role',
  Properties: { AssumeRolePolicyDocument: trust, ...properties },
});

describe('AWS::IAM::Role', () => {
  it('has a name of its own unless the template gives one, and the trust of its policy', async () => {
    const { roles, isTrusted, deploy } = createSubject();
    const stack = await deploy({ A: role(), B: role({ RoleName: 'worker', Path: '/team/' }) });
    expect(stack.resources.A?.physicalId).toMatch(/^Stack-A-[0-9A-F]{12}$/);
    expect(roles.findByName('worker')?.arn).toBe('arn:aws:iam::111122223333:role/team/worker');
    expect(isTrusted('arn:aws:iam::111122223333:role/team/worker', 'lambda.amazonaws.com', 'arn:f')).toBe(true);
  });

  it('takes inline policies, those that AWS manages and those of the template', async () => {
    const { deploy, actions } = createSubject();
    const basic = 'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole';
    await deploy({
      Role: role({
        Policies: [{ PolicyName: 'p', PolicyDocument: allow('sqs:SendMessage') }],
        ManagedPolicyArns: [{ 'Fn::Join': ['', [basic]] }, { Ref: 'Managed' }],
      }),
      Managed: { Type: 'AWS::IAM::ManagedPolicy', Properties: { PolicyDocument: allow('sns:Publish') } },
      Policy: {
        Type: 'AWS::IAM::Policy',
        Properties: { PolicyName: 'q', PolicyDocument: allow('ssm:GetParameter'), Roles: [{ Ref: 'Role' }] },
      },
    });
    expect(actions()).toEqual([
      'sqs:SendMessage',
      ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'],
      'sns:Publish',
      'ssm:GetParameter',
    ]);
  });

  it('refuses a managed policy that it does not know', async () => {
    const { deploy } = createSubject();
    const properties = { ManagedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess'] };
    await expect(deploy({ Role: role(properties) })).rejects.toThrow(
      'the local runtime does not know the managed policy arn:aws:iam::aws:policy/AdministratorAccess',
    );
  });

  it('keeps policies that are attached from elsewhere when its own change', async () => {
    const { deploy, actions } = createSubject();
    const policy = {
      Type: 'AWS::IAM::Policy',
      Properties: { PolicyName: 'q', PolicyDocument: allow('ssm:GetParameter'), Roles: [{ Ref: 'Role' }] },
    };
    const own = (Action: string) => role({ Policies: [{ PolicyName: 'p', PolicyDocument: allow(Action) }] });
    await deploy({ Role: own('sqs:SendMessage'), Policy: policy });
    await deploy({ Role: own('sqs:ReceiveMessage'), Policy: policy });
    expect(actions()).toEqual(['sqs:ReceiveMessage', 'ssm:GetParameter']);
    await deploy({ Role: own('sqs:ReceiveMessage') });
    expect(actions()).toEqual(['sqs:ReceiveMessage']);
    await deploy({});
    expect(actions()).toEqual([]);
  });

  it('is renamed by a change of its name', async () => {
    const { roles, deploy } = createSubject();
    await deploy({ Role: role({ RoleName: 'old' }) });
    await deploy({ Role: role({ RoleName: 'new' }) });
    expect(roles.all().map(({ name }) => name)).toEqual(['new']);
  });
});

describe('AWS::IAM::ManagedPolicy', () => {
  it('is attached to the roles that it names, and changes and goes with them', async () => {
    const { deploy, actions } = createSubject();
    const managed = (Action: string) => ({
      Type: 'AWS::IAM::ManagedPolicy',
      Properties: { PolicyDocument: allow(Action), Roles: [{ Ref: 'Role' }] },
    });
    await deploy({ Role: role(), Managed: managed('sns:Publish') });
    expect(actions()).toEqual(['sns:Publish']);
    await deploy({ Role: role(), Managed: managed('sns:Subscribe') });
    expect(actions()).toEqual(['sns:Subscribe']);
    await deploy({ Role: role() });
    expect(actions()).toEqual([]);
  });
});
