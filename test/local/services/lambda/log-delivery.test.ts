import { describe, expect, it } from 'vitest';
import { administrator, type PolicyStatement } from '../../../../local/kernel/service.ts';
import { createLogDelivery } from '../../../../local/services/lambda/log-delivery.ts';
import { createLogsService } from '../../../../local/services/logs/logs-service.ts';
import { createTestKernel } from '../../kernel/create-test-kernel.ts';

const roleArn = 'arn:aws:iam::111122223333:role/worker';
const groupArn = 'arn:aws:logs:eu-west-1:111122223333:log-group:/aws/lambda/f';

function createSubject(Action: PolicyStatement['Action'], Resource: string) {
  const { kernel, iam, errors } = createTestKernel();
  kernel.register(createLogsService(kernel).service);
  iam.roles.put({
    arn: roleArn,
    name: 'worker',
    trustPolicy: { Statement: [] },
    inlinePolicies: [{ Statement: [{ Effect: 'Allow', Action, Resource }] }],
    managedPolicyArns: [],
  });
  const delivered: string[] = [];
  const deliver = createLogDelivery(kernel, (line) => delivered.push(line));
  const write = (line: string): void =>
    deliver({
      logGroupName: '/aws/lambda/f',
      logStreamName: 's',
      line,
      writer: { kind: 'role', roleArn, sessionName: 'f' },
    });
  const call = (operation: string): Promise<unknown> =>
    kernel.call({ service: 'logs', operation, input: { logGroupName: '/aws/lambda/f' }, caller: administrator });
  const read = async () => {
    await kernel.work.whenIdle();
    const { events } = (await call('FilterLogEvents')) as { events: { message: string }[] };
    return events.map(({ message }) => message);
  };
  return { write, call, read, delivered, iam, kernel, errors };
}

describe('createLogDelivery', () => {
  it('writes lines in order with the role of the function', async () => {
    const { write, call, read, delivered, iam } = createSubject(
      ['logs:CreateLogStream', 'logs:PutLogEvents'],
      `${groupArn}:*`,
    );
    await call('CreateLogGroup');
    write('one');
    write('two');
    expect(await read()).toEqual(['one', 'two']);
    expect(delivered).toEqual(['one', 'two']);
    expect(iam.permissions()).toEqual({ missing: [], unused: [] });
  });

  it('makes a group that is missing, if the role may', async () => {
    const { write, read } = createSubject('logs:*', '*');
    write('one');
    expect(await read()).toEqual(['one']);
  });

  it('loses what the role may not write, and reports the permission', async () => {
    const { write, call, read, delivered, iam, errors } = createSubject('logs:CreateLogStream', `${groupArn}:*`);
    await call('CreateLogGroup');
    write('one');
    write('two');
    expect(await read()).toEqual([]);
    expect(delivered).toEqual([]);
    expect(iam.permissions().missing).toEqual([
      { principal: roleArn, action: 'logs:PutLogEvents', resource: `${groupArn}:log-stream:s` },
    ]);
    expect(errors).toEqual([]);
  });
});
