import { writeAssembly } from '../assembly/write-assembly.ts';
import { doubles } from './generate-machine.ts';

export const roleArn = 'arn:aws:iam::111122223333:role/machines';

const code = `
export const handler = async ({ isFailing, error, result }) => {
  if (!isFailing) return result;
  const thrown = new Error('as it was told');
  thrown.name = error;
  throw thrown;
};`;

const child = {
  QueryLanguage: 'JSONata',
  StartAt: 'Pause',
  States: { Pause: { Type: 'Wait', Seconds: '{% $states.input.seconds %}', Output: { n: 1 }, End: true } },
};

const allow = (service: string) => ({
  Effect: 'Allow',
  Principal: { Service: `${service}.amazonaws.com` },
  Action: 'sts:AssumeRole',
});

const template = {
  Resources: {
    Role: {
      Type: 'AWS::IAM::Role',
      Properties: {
        RoleName: roleArn.split('/')[1],
        AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [allow('lambda'), allow('states')] },
        Policies: [
          {
            PolicyName: 'all',
            PolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] },
          },
        ],
      },
    },
    Once: {
      Type: 'AWS::DynamoDB::Table',
      Properties: {
        TableName: doubles.table,
        AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      },
    },
    Questions: { Type: 'AWS::SQS::Queue', Properties: { QueueName: doubles.queueUrl.split('/').at(-1) } },
    There: { Type: 'AWS::SSM::Parameter', Properties: { Name: doubles.parameter, Type: 'String', Value: '7' } },
    Scripted: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        FunctionName: doubles.functionName,
        Code: { S3Bucket: 'assets', S3Key: 'abc.zip' },
        Handler: 'index.handler',
        Runtime: 'nodejs24.x',
        Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
        Timeout: 10,
      },
    },
    Child: {
      Type: 'AWS::StepFunctions::StateMachine',
      Properties: {
        StateMachineName: doubles.machineArn.split(':').at(-1),
        RoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] },
        DefinitionString: JSON.stringify(child),
      },
    },
  },
};

/** What generated machines call: a function, a table, a queue, a parameter and a machine. */
export const writeScriptedSystem = (): Promise<string> => writeAssembly({ System: template }, {}, code);
