import { describe, expect, it } from 'vitest';
import { AwsError } from '../../../local/kernel/aws-error.ts';
import { administrator, type Caller } from '../../../local/kernel/service.ts';
import { createTestKernel } from './create-test-kernel.ts';

const roleArn = 'arn:aws:iam::111122223333:role/reader';
const reader: Caller = { kind: 'role', roleArn, sessionName: 'test' };

function createSubject() {
  const subject = createTestKernel();
  const calls: unknown[] = [];
  subject.kernel.register({
    name: 'ssm',
    operations: {
      GetParameter: {
        access: (input: { Name: string }) => [{ action: 'ssm:GetParameter', resource: `arn:aws:ssm:::${input.Name}` }],
        handle: (input, context) => {
          calls.push({ input, caller: context.caller });
          return { answer: input.Name };
        },
      },
    },
  });
  subject.iam.roles.put({
    arn: roleArn,
    name: 'reader',
    trustPolicy: { Statement: [] },
    inlinePolicies: [{ Statement: [{ Effect: 'Allow', Action: 'ssm:Get*', Resource: 'arn:aws:ssm:::allowed' }] }],
    managedPolicyArns: [],
  });
  const get = (name: string, caller: Caller) =>
    subject.kernel.call({ service: 'ssm', operation: 'GetParameter', input: { Name: name }, caller });
  return { ...subject, calls, get };
}

describe('createKernel', () => {
  it('gives each call a request id of its own, which stays the same', async () => {
    const { kernel } = createSubject();
    const ids: string[] = [];
    kernel.register({
      name: 'sns',
      operations: {
        Publish: { access: () => [], handle: (_input, context) => void ids.push(context.requestId, context.requestId) },
      },
    });
    const call = { service: 'sns', operation: 'Publish', input: {}, caller: administrator } as const;
    await kernel.call(call);
    await kernel.call(call);
    expect(ids[0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(ids[1]).toBe(ids[0]);
    expect(ids[3]).toBe(ids[2]);
    expect(ids[2]).not.toBe(ids[0]);
  });

  it('runs an operation for a caller who may and gives back its result', async () => {
    const { get, calls } = createSubject();
    await expect(get('allowed', reader)).resolves.toEqual({ answer: 'allowed' });
    expect(calls).toEqual([{ input: { Name: 'allowed' }, caller: reader }]);
  });

  it('K1: does not run the operation for a caller who may not', async () => {
    const { get, calls } = createSubject();
    await expect(get('secret', reader)).rejects.toMatchObject({
      code: 'AccessDeniedException',
      statusCode: 400,
      message:
        'User: arn:aws:sts::111122223333:assumed-role/reader/test is not authorized to perform: ssm:GetParameter on ' +
        'resource: arn:aws:ssm:::secret because no identity-based policy allows the ssm:GetParameter action',
    });
    expect(calls).toEqual([]);
  });

  it.each(['PutParameter', 'toString'])('names an operation that it does not know: %s', async (operation) => {
    const { kernel } = createSubject();
    const call = kernel.call({ service: 'ssm', operation, input: {}, caller: administrator });
    await expect(call).rejects.toMatchObject({
      code: 'UnknownOperationException',
      message: `the local runtime does not know the operation ssm:${operation}`,
    });
  });

  it('fails the calls of roles while a fault is set, after authorisation, and spares the administrator', async () => {
    const { get, faults, calls } = createSubject();
    faults.set('ssm', '*', new AwsError('ThrottlingException', 'Rate exceeded', { statusCode: 429 }));
    await expect(get('allowed', reader)).rejects.toMatchObject({ code: 'ThrottlingException', statusCode: 429 });
    await expect(get('secret', reader)).rejects.toMatchObject({ code: 'AccessDeniedException' });
    expect(calls).toEqual([]);
    await expect(get('allowed', administrator)).resolves.toEqual({ answer: 'allowed' });
    faults.set('ssm', '*', null);
    await expect(get('allowed', reader)).resolves.toEqual({ answer: 'allowed' });
  });

  it('prefers the fault of the operation to that of the service', async () => {
    const { get, faults } = createSubject();
    faults.set('ssm', '*', new AwsError('A', 'of the service'));
    faults.set('ssm', 'GetParameter', new AwsError('B', 'of the operation'));
    await expect(get('allowed', reader)).rejects.toMatchObject({ code: 'B' });
  });

  it('refuses two services of one name', () => {
    const { kernel } = createSubject();
    expect(() => kernel.register({ name: 'ssm', operations: {} })).toThrow('the service ssm is registered already');
  });
});
