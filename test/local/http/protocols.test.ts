import { CloudWatchClient, GetDashboardCommand, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { InvokeCommand, LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import {
  CreateScheduleCommand,
  GetScheduleCommand,
  ListSchedulesCommand,
  SchedulerClient,
} from '@aws-sdk/client-scheduler';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { DescribeExecutionCommand, SFNClient, StartSyncExecutionCommand } from '@aws-sdk/client-sfn';
import { GetTopicAttributesCommand, PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { GetQueueUrlCommand, SQSClient } from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { createInProcessRequestHandler } from '../../../local/http/in-process-handler.ts';
import { AwsError } from '../../../local/kernel/aws-error.ts';
import type { ServiceName } from '../../../local/kernel/service.ts';
import { createHttpSubject, testCredentials } from './create-http-subject.ts';

/** A handler with one operation, and the options of a client that calls it in this process. */
function createSubject(service: ServiceName, operation: string, answer: (input: never) => unknown) {
  const subject = createHttpSubject({ [service]: { [operation]: answer } });
  const options = {
    region: 'eu-west-1',
    endpoint: 'http://127.0.0.1:1',
    credentials: testCredentials,
    maxAttempts: 1,
    requestHandler: createInProcessRequestHandler(subject.handler),
  };
  return { ...subject, options };
}

const executionArn = 'arn:aws:states:eu-west-1:111122223333:execution:m:e';

describe('AWS JSON', () => {
  it('gives instants back as dates with milliseconds', async () => {
    const { options, calls } = createSubject('states', 'DescribeExecution', () => ({
      executionArn,
      stateMachineArn: 'm',
      status: 'RUNNING',
      startDate: new Date('2026-03-01T09:00:00.123Z'),
    }));
    const answer = await new SFNClient(options).send(new DescribeExecutionCommand({ executionArn }));
    expect(answer.startDate).toEqual(new Date('2026-03-01T09:00:00.123Z'));
    expect(calls).toEqual([
      {
        service: 'states',
        operation: 'DescribeExecution',
        input: { executionArn },
        caller: { kind: 'administrator' },
      },
    ]);
  });

  it('gives bytes back as bytes', async () => {
    const { options } = createSubject('secretsmanager', 'GetSecretValue', () => ({
      SecretBinary: Uint8Array.of(0, 255, 7),
    }));
    const answer = await new SecretsManagerClient(options).send(new GetSecretValueCommand({ SecretId: 's' }));
    expect(answer.SecretBinary).toEqual(Uint8Array.of(0, 255, 7));
  });

  it('turns an error into the exception of its code, with its fields', async () => {
    const { options } = createSubject('dynamodb', 'PutItem', () => {
      throw new AwsError('ConditionalCheckFailedException', 'The conditional request failed', {
        fields: { Item: { pk: { S: 'a' } } },
      });
    });
    const put = new DynamoDBClient(options).send(new PutItemCommand({ TableName: 't', Item: { pk: { S: 'a' } } }));
    await expect(put).rejects.toMatchObject({
      name: 'ConditionalCheckFailedException',
      message: 'The conditional request failed',
      Item: { pk: { S: 'a' } },
      $metadata: { httpStatusCode: 400, requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) },
    });
  });

  it('names the old code of a service that once spoke Query', async () => {
    const { options } = createSubject('sqs', 'GetQueueUrl', () => {
      throw new AwsError('QueueDoesNotExist', 'The specified queue does not exist.');
    });
    const get = new SQSClient(options).send(new GetQueueUrlCommand({ QueueName: 'q' }));
    await expect(get).rejects.toMatchObject({
      name: 'QueueDoesNotExist',
      Error: { Code: 'AWS.SimpleQueueService.NonExistentQueue', Type: 'Sender' },
    });
  });

  it('reads compressed requests', async () => {
    const { options, calls } = createSubject('cloudwatch', 'PutMetricData', () => undefined);
    const metric = { MetricName: 'x'.repeat(20_000), Value: 1 };
    await new CloudWatchClient({ ...options, requestMinCompressionSizeBytes: 0 }).send(
      new PutMetricDataCommand({ Namespace: 'Legwork', MetricData: [metric] }),
    );
    expect(calls[0]?.input).toEqual({ Namespace: 'Legwork', MetricData: [metric] });
  });

  it('takes the host prefix of synchronous executions', async () => {
    const { options } = createSubject('states', 'StartSyncExecution', () => ({
      executionArn,
      status: 'SUCCEEDED',
      startDate: new Date(0),
      stopDate: new Date(0),
    }));
    const answer = await new SFNClient(options).send(new StartSyncExecutionCommand({ stateMachineArn: 'm' }));
    expect(answer.status).toBe('SUCCEEDED');
  });

  it('names an operation that is not there', async () => {
    const { options } = createSubject('cloudwatch', 'PutMetricData', () => undefined);
    const get = new CloudWatchClient(options).send(new GetDashboardCommand({ DashboardName: 'd' }));
    await expect(get).rejects.toThrow('the local runtime does not know the operation cloudwatch:GetDashboard');
  });

  it('answers 500 to an error that is none of AWS, and reports it', async () => {
    const failure = new TypeError('a bug');
    const { options, unhandled } = createSubject('states', 'DescribeExecution', () => {
      throw failure;
    });
    const describeIt = new SFNClient(options).send(new DescribeExecutionCommand({ executionArn }));
    await expect(describeIt).rejects.toMatchObject({ name: 'InternalFailure', $metadata: { httpStatusCode: 500 } });
    expect(unhandled).toEqual([failure]);
  });
});

describe('REST-JSON', () => {
  it('takes members from path and body', async () => {
    const { options, calls } = createSubject('scheduler', 'CreateSchedule', () => ({ ScheduleArn: 'arn' }));
    const answer = await new SchedulerClient(options).send(
      new CreateScheduleCommand({
        Name: 'pickup.24h_a-b',
        GroupName: 'reminders',
        ClientToken: 'token',
        ScheduleExpression: 'at(2026-03-09T17:00:00)',
        FlexibleTimeWindow: { Mode: 'OFF' },
        Target: { Arn: 'arn:target', RoleArn: 'arn:role' },
      }),
    );
    expect(answer.ScheduleArn).toBe('arn');
    expect(calls[0]?.input).toEqual({
      Name: 'pickup.24h_a-b',
      GroupName: 'reminders',
      ClientToken: 'token',
      ScheduleExpression: 'at(2026-03-09T17:00:00)',
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: { Arn: 'arn:target', RoleArn: 'arn:role' },
    });
  });

  it('takes members from the query, numbers as numbers', async () => {
    const { options, calls } = createSubject('scheduler', 'ListSchedules', () => ({
      Schedules: [{ Name: 'a', CreationDate: new Date('2026-03-01T09:00:00Z') }],
    }));
    const answer = await new SchedulerClient(options).send(
      new ListSchedulesCommand({ GroupName: 'reminders', MaxResults: 5 }),
    );
    expect(calls[0]?.input).toEqual({ GroupName: 'reminders', MaxResults: 5 });
    expect(answer.Schedules?.[0]?.CreationDate).toEqual(new Date('2026-03-01T09:00:00Z'));
  });

  it('turns an error into the exception of its code', async () => {
    const { options } = createSubject('scheduler', 'GetSchedule', () => {
      throw new AwsError('ResourceNotFoundException', 'Schedule a does not exist.', { statusCode: 404 });
    });
    const get = new SchedulerClient(options).send(new GetScheduleCommand({ Name: 'a' }));
    await expect(get).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'Schedule a does not exist.',
      $metadata: { httpStatusCode: 404 },
    });
  });

  it('passes the payload of a Lambda through as bytes, and what else the answer says as headers', async () => {
    const { options, calls } = createSubject('lambda', 'Invoke', (input: { Payload: Uint8Array }) => ({
      StatusCode: 200,
      FunctionError: 'Unhandled',
      ExecutedVersion: '3',
      Payload: input.Payload,
    }));
    const functionName = 'arn:aws:lambda:eu-west-1:111122223333:function:f:3';
    const answer = await new LambdaClient(options).send(
      new InvokeCommand({ FunctionName: functionName, Payload: Buffer.from('{"a":"é"}') }),
    );
    expect(calls[0]?.input).toMatchObject({ FunctionName: functionName });
    expect(answer).toMatchObject({ StatusCode: 200, FunctionError: 'Unhandled', ExecutedVersion: '3' });
    expect(answer.Payload?.transformToString()).toBe('{"a":"é"}');
  });

  it('answers an asynchronous invocation with 202 and no payload', async () => {
    const { options, calls } = createSubject('lambda', 'Invoke', () => ({ StatusCode: 202 }));
    const answer = await new LambdaClient(options).send(
      new InvokeCommand({ FunctionName: 'f', InvocationType: 'Event', Qualifier: 'live', Payload: '{}' }),
    );
    expect(calls[0]?.input).toMatchObject({ FunctionName: 'f', InvocationType: 'Event', Qualifier: 'live' });
    expect(answer.StatusCode).toBe(202);
    expect(answer.Payload?.length ?? 0).toBe(0);
  });

  it('names a path that has no operation', async () => {
    const { handler } = createHttpSubject({});
    const answer = await handler({
      method: 'PATCH',
      path: '/nowhere',
      query: new URLSearchParams(),
      headers: {},
      body: new Uint8Array(),
    });
    expect(answer.statusCode).toBe(404);
    expect(Buffer.from(answer.body).toString()).toBe(
      '{"message":"the local runtime has no operation at PATCH /nowhere"}',
    );
  });

  it('serves SES and lists of Lambda', async () => {
    const ses = createSubject('ses', 'SendEmail', () => ({ MessageId: 'm-1' }));
    const sent = await new SESv2Client(ses.options).send(
      new SendEmailCommand({ Content: { Simple: { Subject: { Data: 's' }, Body: { Text: { Data: 't' } } } } }),
    );
    expect(sent.MessageId).toBe('m-1');
    const lambda = createSubject('lambda', 'ListFunctions', () => ({ Functions: [{ FunctionName: 'f' }] }));
    const listed = await new LambdaClient(lambda.options).send(new ListFunctionsCommand({}));
    expect(listed.Functions?.[0]?.FunctionName).toBe('f');
  });
});

describe('Query', () => {
  it('reads nested members, maps and texts with special characters', async () => {
    const { options, calls } = createSubject('sns', 'Publish', () => ({ MessageId: 'm<1>' }));
    const answer = await new SNSClient(options).send(
      new PublishCommand({
        PhoneNumber: '+358401234567',
        Message: 'Your car & keys: 9–10 a.m.',
        MessageAttributes: {
          kind: { DataType: 'String', StringValue: 'pickup-2h' },
          booking: { DataType: 'String', StringValue: 'B-1' },
        },
      }),
    );
    expect(answer.MessageId).toBe('m<1>');
    expect(calls[0]?.input).toEqual({
      PhoneNumber: '+358401234567',
      Message: 'Your car & keys: 9–10 a.m.',
      MessageAttributes: {
        kind: { DataType: 'String', StringValue: 'pickup-2h' },
        booking: { DataType: 'String', StringValue: 'B-1' },
      },
    });
  });

  it('writes maps', async () => {
    const { options } = createSubject('sns', 'GetTopicAttributes', () => ({
      Attributes: { TopicArn: 'a', Owner: 'b' },
    }));
    const answer = await new SNSClient(options).send(new GetTopicAttributesCommand({ TopicArn: 'a' }));
    expect(answer.Attributes).toEqual({ TopicArn: 'a', Owner: 'b' });
  });

  it('turns an error into the exception of its code', async () => {
    const { options } = createSubject('sns', 'Publish', () => {
      throw new AwsError('InvalidParameter', 'Invalid parameter: <PhoneNumber>');
    });
    const publish = new SNSClient(options).send(new PublishCommand({ PhoneNumber: 'x', Message: 'm' }));
    await expect(publish).rejects.toMatchObject({
      Code: 'InvalidParameter',
      message: 'Invalid parameter: <PhoneNumber>',
    });
  });
});
