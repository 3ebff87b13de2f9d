import { describe, expect, it } from 'vitest';
import { awsError, createWorld, machineArn, returned, roleArn, threw } from './step-functions-world.ts';

const task = (resource: string, parameters: unknown, more: object = {}) => ({
  Call: { Type: 'Task', Resource: `arn:aws:states:::${resource}`, Arguments: parameters, End: true, ...more },
});
const metadata = { SdkHttpMetadata: expect.any(Object), SdkResponseMetadata: { RequestId: expect.any(String) } };

describe('lambda:invoke', () => {
  it('calls the function under the role of the machine, and gives its result parsed', async () => {
    const world = createWorld({ lambda: { Invoke: () => returned({ ok: true }) } });
    const functionArn = 'arn:aws:lambda:eu-west-1:111122223333:function:charge:7';
    const { output, name } = await world.run(
      task('lambda:invoke', { FunctionName: functionArn, Payload: { id: 'B-1' } }),
    );
    expect(JSON.parse(output)).toEqual({ ExecutedVersion: '7', Payload: { ok: true }, StatusCode: 200, ...metadata });
    expect(world.calls).toEqual([
      {
        service: 'lambda',
        operation: 'Invoke',
        input: { FunctionName: functionArn, Payload: Buffer.from('{"id":"B-1"}') },
        caller: { kind: 'role', roleArn, sessionName: name },
      },
    ]);
  });

  it("fails with the name of the function's error, and all of it as cause", async () => {
    const world = createWorld({ lambda: { Invoke: () => threw('Fenced', 'a later run is under way') } });
    expect(await world.run(task('lambda:invoke', { FunctionName: 'charge' }))).toMatchObject({
      error: 'Fenced',
      cause: '{"errorType":"Fenced","errorMessage":"a later run is under way"}',
    });
  });

  it.each([
    ['TooManyRequestsException', 'Lambda.TooManyRequestsException'],
    ['ResourceNotFoundException', 'Lambda.ResourceNotFoundException'],
    ['AccessDeniedException', 'Lambda.AWSLambdaException'],
  ])("names the service's %s %s", async (code, name) => {
    const world = createWorld({
      lambda: {
        Invoke: () => {
          throw awsError(code, 'Rate Exceeded.');
        },
      },
    });
    const { error, cause } = await world.run(task('lambda:invoke', { FunctionName: 'charge' }));
    expect(error).toBe(name);
    expect(cause).toMatch(
      new RegExp(
        `^Rate Exceeded\\. \\(Service: AWSLambda; Status Code: 400; Error Code: ${code}; Request ID: .+; Proxy: null\\)$`,
      ),
    );
  });
});

describe("a function's ARN", () => {
  it('takes and gives the documents themselves', async () => {
    const world = createWorld({
      lambda: { Invoke: ({ Payload }: { Payload: Uint8Array }) => ({ StatusCode: 200, Payload }) },
    });
    const resource = 'arn:aws:lambda:eu-west-1:111122223333:function:charge';
    const { output } = await world.run({ Call: { Type: 'Task', Resource: resource, End: true } }, { id: 'B-1' });
    expect(output).toBe('{"id":"B-1"}');
    expect(world.calls[0]?.input.FunctionName).toBe(resource);
  });
});

describe('states:startExecution', () => {
  const child = { Type: 'Pass', End: true };

  it('starts the execution and does not wait for it', async () => {
    const world = createWorld();
    await world.states('CreateStateMachine', {
      name: 'child',
      definition: JSON.stringify({ QueryLanguage: 'JSONata', StartAt: 'Child', States: { Child: child } }),
      roleArn,
    });
    const childArn = 'arn:aws:states:eu-west-1:111122223333:stateMachine:child';
    const { output } = await world.run(
      task('states:startExecution', { StateMachineArn: childArn, Name: 'c-1', Input: { id: 'B-1' } }),
    );
    const executionArn = 'arn:aws:states:eu-west-1:111122223333:execution:child:c-1';
    expect(JSON.parse(output)).toEqual({
      ExecutionArn: executionArn,
      StartDate: Date.parse('2026-03-10T17:00:00Z'),
      ...metadata,
    });
    expect(await world.states('DescribeExecution', { executionArn })).toMatchObject({
      status: 'SUCCEEDED',
      input: '{"id":"B-1"}',
    });
  });

  it("fails with the error's name as this integration has it", async () => {
    const world = createWorld();
    const { error } = await world.run(task('states:startExecution', { StateMachineArn: `${machineArn}-other` }));
    expect(error).toBe('StepFunctions.StateMachineDoesNotExistException');
  });
});

describe('events:putEvents', () => {
  const entries = { Entries: [{ Source: 'orders', DetailType: 'Closed', Detail: { id: 'B-1' }, Resources: ['mine'] }] };

  it('writes details as text and names the machine and the execution', async () => {
    const world = createWorld({
      events: { PutEvents: () => ({ FailedEntryCount: 0, Entries: [{ EventId: 'e-1' }] }) },
    });
    const { output, executionArn } = await world.run(task('events:putEvents', entries));
    expect(world.calls[0]?.input.Entries).toEqual([
      { Source: 'orders', DetailType: 'Closed', Detail: '{"id":"B-1"}', Resources: ['mine', machineArn, executionArn] },
    ]);
    expect(JSON.parse(output)).toEqual({ FailedEntryCount: 0, Entries: [{ EventId: 'e-1' }], ...metadata });
  });

  it('fails where one entry was refused', async () => {
    const refused = { FailedEntryCount: 1, Entries: [{ ErrorCode: 'InternalFailure' }] };
    const world = createWorld({ events: { PutEvents: () => refused } });
    const { error, cause } = await world.run(task('events:putEvents', entries));
    expect(error).toBe('EventBridge.FailedEntry');
    expect(JSON.parse(cause)).toMatchObject(refused);
  });
});

describe('dynamodb', () => {
  it('names a refused condition and an invalid request as its optimised integration does', async () => {
    for (const [code, name] of [
      ['ConditionalCheckFailedException', 'DynamoDB.ConditionalCheckFailedException'],
      ['ValidationException', 'DynamoDB.AmazonDynamoDBException'],
    ] as const) {
      const world = createWorld({
        dynamodb: {
          PutItem: () => {
            throw awsError(code, 'no');
          },
        },
      });
      const { error } = await world.run(task('dynamodb:putItem', { TableName: 'T', Item: { pk: { S: 'a' } } }));
      expect(error).toBe(name);
      expect(world.calls[0]?.input).toEqual({ TableName: 'T', Item: { pk: { S: 'a' } } });
    }
  });
});

describe('sqs:sendMessage and sns:publish', () => {
  it('write a document as the text of the message', async () => {
    const world = createWorld({
      sqs: { SendMessage: () => ({ MessageId: 'm-1' }) },
      sns: { Publish: () => ({ MessageId: 'm-2' }) },
    });
    const { output } = await world.run({
      ...task(
        'sqs:sendMessage',
        { QueueUrl: 'http://localhost/q', MessageBody: { id: 'B-1' } },
        { End: undefined, Next: 'Tell' },
      ),
      Tell: {
        Type: 'Task',
        Resource: 'arn:aws:states:::sns:publish',
        Arguments: { TopicArn: 't', Message: 'text' },
        End: true,
      },
    });
    expect(world.calls.map(({ input }) => input)).toEqual([
      { QueueUrl: 'http://localhost/q', MessageBody: '{"id":"B-1"}' },
      { TopicArn: 't', Message: 'text' },
    ]);
    expect(JSON.parse(output)).toEqual({ MessageId: 'm-2', ...metadata });
  });
});

describe('aws-sdk', () => {
  it('spells members with a capital, whatever the API does, and writes documents as text', async () => {
    const world = createWorld();
    await world.states('CreateStateMachine', {
      name: 'child',
      definition: JSON.stringify({ QueryLanguage: 'JSONata', StartAt: 'A', States: { A: { Type: 'Succeed' } } }),
      roleArn,
    });
    const StateMachineArn = 'arn:aws:states:eu-west-1:111122223333:stateMachine:child';
    const { output } = await world.run(
      task('aws-sdk:sfn:startExecution', { StateMachineArn, Name: 'c-1', Input: { id: 1 } }),
    );
    expect(JSON.parse(output)).toEqual({
      ExecutionArn: 'arn:aws:states:eu-west-1:111122223333:execution:child:c-1',
      StartDate: '2026-03-10T17:00:00.000Z',
    });
  });

  it('names errors with the prefix of the SDK', async () => {
    const world = createWorld();
    const { error, cause } = await world.run(task('aws-sdk:sfn:sendTaskSuccess', { TaskToken: 'junk', Output: {} }));
    expect(error).toBe('Sfn.InvalidTokenException');
    expect(cause).toMatch(
      /^Invalid Token: 'Invalid token' \(Service: Sfn, Status Code: 400, Request ID: .+\) \(SDK Attempt Count: 1\)$/,
    );
  });

  it('leaves the casing of other services alone', async () => {
    const world = createWorld({ scheduler: { CreateSchedule: () => ({ ScheduleArn: 'arn' }) } });
    await world.run(
      task('aws-sdk:scheduler:createSchedule', { Name: 'n', Target: { Arn: 'a', Input: { kind: 'x' } } }),
    );
    expect(world.calls[0]?.input).toEqual({ Name: 'n', Target: { Arn: 'a', Input: '{"kind":"x"}' } });
  });
});

describe('any task', () => {
  it('is refused at creation where the runtime has no integration for it', async () => {
    const world = createWorld();
    for (const resource of ['glue:startJobRun', 'glue:startJobRun.sync', 'aws-sdk:s3:getObject']) {
      await expect(world.create(task(resource, {}))).rejects.toMatchObject({
        code: 'InvalidDefinition',
        message: expect.stringContaining(`no integration for the resource arn:aws:states:::${resource}`),
      });
    }
  });

  it('is refused as AWS does where AWS itself has no such integration', async () => {
    const world = createWorld();
    for (const resource of [
      'dynamodb:query',
      'dynamodb:getItem.waitForTaskToken',
      'http:invoke.sync',
      'http:invoke.waitForTaskToken',
      'sqs:sendMessage.sync',
    ]) {
      await expect(world.create(task(resource, {}))).rejects.toMatchObject({
        code: 'InvalidDefinition',
        message: expect.stringContaining(`The resource provided arn:aws:states:::${resource} is not recognized.`),
      });
    }
  });

  it('fails with States.Runtime, and the fault is reported, where the runtime itself breaks', async () => {
    const world = createWorld({
      sqs: {
        SendMessage: () => {
          throw new TypeError('a fault of the runtime');
        },
      },
    });
    expect(
      await world.run(task('sqs:sendMessage', { QueueUrl: 'http://localhost/q', MessageBody: 'x' })),
    ).toMatchObject({
      status: 'FAILED',
      error: 'States.Runtime',
    });
    expect(world.unhandled).toEqual([expect.any(TypeError)]);
  });
});
