import { writeAssembly } from '../assembly/write-assembly.ts';

const region = 'eu-west-1';
const account = '111122223333';

/** ARNs of what the template below makes. */
export const arns = {
  role: `arn:aws:iam::${account}:role/system`,
  queue: (name: string) => `arn:aws:sqs:${region}:${account}:${name}`,
  machine: `arn:aws:states:${region}:${account}:stateMachine:system`,
  alias: `arn:aws:states:${region}:${account}:stateMachine:system:live`,
  execution: (name: string) => `arn:aws:states:${region}:${account}:execution:system:${name}`,
};

/**
 * Waits for a timer, then at once for a worker's report and for a Lambda that counts each execution once, and ends with
 * what both said.
 */
const definition = {
  QueryLanguage: 'JSONata',
  StartAt: 'Pause',
  States: {
    Pause: {
      Type: 'Wait',
      // To the millisecond, which `Seconds` is not.
      Timestamp: '{% $fromMillis($toMillis($states.context.State.EnteredTime) + $states.input.seconds * 1000) %}',
      Next: 'Both',
    },
    Both: {
      Type: 'Parallel',
      Branches: [
        {
          StartAt: 'Ask',
          States: {
            Ask: {
              Type: 'Task',
              Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken',
              Arguments: {
                QueueUrl: `\${questions}`,
                MessageBody: {
                  token: '{% $states.context.Task.Token %}',
                  name: '{% $states.context.Execution.Name %}',
                },
              },
              End: true,
            },
          },
        },
        {
          StartAt: 'Count',
          States: {
            Count: {
              Type: 'Task',
              Resource: 'arn:aws:states:::lambda:invoke',
              Arguments: {
                FunctionName: `\${count}`,
                Payload: { name: '{% $states.context.Execution.Name %}' },
              },
              Output: '{% $states.result.Payload %}',
              Retry: [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 1, BackoffRate: 1, MaxAttempts: 999 }],
              End: true,
            },
          },
        },
      ],
      End: true,
    },
  },
};

/** Counts names of executions and of messages, each in one transaction with the mark that it was counted. Without a package: the runtime's port is enough. */
const code = `
import { request } from 'node:http';

const call = async (operation, input) => {
  const sent = request(process.env.AWS_ENDPOINT_URL, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': 'DynamoDB_20120810.' + operation,
      authorization: 'AWS4-HMAC-SHA256 Credential=' + process.env.AWS_ACCESS_KEY_ID + '/x',
    },
  });
  const answered = new Promise((resolve, reject) => sent.once('response', resolve).once('error', reject));
  sent.end(JSON.stringify(input));
  const response = await answered;
  return { isDone: response.statusCode === 200, text: Buffer.concat(await response.toArray()).toString() };
};
const count = async (name) => {
  const { isDone, text } = await call('TransactWriteItems', {
    TransactItems: [
      { Put: { TableName: 'counts', Item: { pk: { S: name } }, ConditionExpression: 'attribute_not_exists(pk)' } },
      {
        Update: {
          TableName: 'counts',
          Key: { pk: { S: 'total' } },
          UpdateExpression: 'ADD n :one',
          ExpressionAttributeValues: { ':one': { N: '1' } },
        },
      },
    ],
  });
  if (!isDone && !text.includes('ConditionalCheckFailed')) throw new Error(text);
};
export const handler = async ({ name, Records }) => {
  for (const { body } of Records ?? [{ body: name }]) await count(body);
  return { counted: name };
};`;

const role = {
  Type: 'AWS::IAM::Role',
  Properties: {
    RoleName: 'system',
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: ['lambda', 'states', 'scheduler', 'events'].map((service) => ({
        Effect: 'Allow',
        Principal: { Service: `${service}.amazonaws.com` },
        Action: 'sts:AssumeRole',
      })),
    },
    Policies: [
      {
        PolicyName: 'all',
        PolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] },
      },
    ],
  },
};

const template = {
  Resources: {
    Role: role,
    Counts: {
      Type: 'AWS::DynamoDB::Table',
      Properties: {
        TableName: 'counts',
        AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      },
    },
    Questions: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'questions', VisibilityTimeout: 1 } },
    Scheduled: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'scheduled' } },
    Fired: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'fired', VisibilityTimeout: 3 } },
    Count: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        FunctionName: 'count',
        Code: { S3Bucket: 'assets', S3Key: 'abc.zip' },
        Handler: 'index.handler',
        Runtime: 'nodejs24.x',
        Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
        Timeout: 3,
        // After a kill all that were in flight are started again: few at a time, so that some are done before the next one.
        ReservedConcurrentExecutions: 3,
      },
    },
    Jobs: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'jobs', VisibilityTimeout: 3 } },
    JobsToCount: {
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: {
        EventSourceArn: { 'Fn::GetAtt': ['Jobs', 'Arn'] },
        FunctionName: { Ref: 'Count' },
        BatchSize: 2,
        ScalingConfig: { MaximumConcurrency: 2 },
      },
    },
    CountVersion: { Type: 'AWS::Lambda::Version', Properties: { FunctionName: { Ref: 'Count' } } },
    Machine: {
      Type: 'AWS::StepFunctions::StateMachine',
      Properties: {
        StateMachineName: 'system',
        RoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] },
        DefinitionString: JSON.stringify(definition),
        DefinitionSubstitutions: { questions: { Ref: 'Questions' }, count: { Ref: 'CountVersion' } },
      },
    },
    MachineVersion: {
      Type: 'AWS::StepFunctions::StateMachineVersion',
      Properties: {
        StateMachineArn: { Ref: 'Machine' },
        StateMachineRevisionId: { 'Fn::GetAtt': ['Machine', 'StateMachineRevisionId'] },
      },
    },
    Live: {
      Type: 'AWS::StepFunctions::StateMachineAlias',
      Properties: {
        Name: 'live',
        RoutingConfiguration: [{ StateMachineVersionArn: { Ref: 'MachineVersion' }, Weight: 100 }],
      },
    },
  },
};

export const writeSmallSystem = (): Promise<string> => writeAssembly({ System: template }, {}, code);
