import { beforeEach, describe, expect, test } from 'vitest';
import { authParameterProblems } from '../../../../local/services/eventbridge/connections/auth-parameter-problems.ts';
import { createEventBridgeService } from '../../../../local/services/eventbridge/eventbridge-service.ts';
import { createSecretsManagerService } from '../../../../local/services/secrets-manager/secrets-manager-service.ts';
import { createSqsService } from '../../../../local/services/sqs/sqs-service.ts';
import { deployWith } from '../deploy-with.ts';
import { createTestKernel, minutes, type TestKernel } from '../test-kernel.ts';

let runtime: TestKernel;
let deploy: ReturnType<typeof deployWith>;

beforeEach(() => {
  runtime = createTestKernel();
  const secrets = createSecretsManagerService(runtime.kernel);
  const events = createEventBridgeService(runtime.kernel, {
    queues: createSqsService(runtime.kernel, () => 'http://127.0.0.1:4566'),
    secrets: secrets.managedSecrets('events'),
    assertTrusts: () => {},
    recordMetric: () => {},
  });
  runtime.kernel.register(events.service);
  runtime.kernel.register(secrets.service);
  deploy = deployWith(events.resourceProviders);
});

const call = (operation: string, input: Record<string, unknown> = {}) => runtime.call('events', operation, input);
const secretOf = async (SecretId: unknown): Promise<unknown> => {
  const { SecretString } = await runtime.call('secretsmanager', 'GetSecretValue', { SecretId });
  return JSON.parse(String(SecretString));
};

const arnPattern = /^arn:aws:events:eu-west-1:111122223333:connection\/payments\/[0-9a-f-]{36}$/;
const secretArnPattern =
  /^arn:aws:secretsmanager:eu-west-1:111122223333:secret:events!connection\/payments\/[0-9a-f-]{36}-[A-Za-z0-9]{6}$/;
const apiKey = {
  AuthorizationType: 'API_KEY',
  AuthParameters: {
    ApiKeyAuthParameters: { ApiKeyName: 'X-Api-Key', ApiKeyValue: 'k-1' },
    InvocationHttpParameters: {
      HeaderParameters: [
        { Key: 'X-Shop', Value: 'north', IsValueSecret: false },
        { Key: 'X-Pin', Value: '1234', IsValueSecret: true },
      ],
      QueryStringParameters: [{ Key: 'version', Value: '2', IsValueSecret: false }],
    },
  },
};
const basic = {
  AuthorizationType: 'BASIC',
  AuthParameters: { BasicAuthParameters: { Username: 'shop', Password: 'p-1' } },
};

describe('a connection', () => {
  test('is described without what is secret about it, and keeps that in its secret', async () => {
    const now = new Date(runtime.clock.nowMs());
    const created = await call('CreateConnection', { Name: 'payments', Description: 'ours', ...apiKey });
    expect(created).toEqual({
      ConnectionArn: expect.stringMatching(arnPattern),
      ConnectionState: 'AUTHORIZED',
      CreationTime: now,
      LastModifiedTime: now,
    });
    const described = await call('DescribeConnection', { Name: 'payments' });
    expect(described).toEqual({
      ...created,
      Name: 'payments',
      Description: 'ours',
      AuthorizationType: 'API_KEY',
      LastAuthorizedTime: now,
      SecretArn: expect.stringMatching(secretArnPattern),
      AuthParameters: {
        ApiKeyAuthParameters: { ApiKeyName: 'X-Api-Key' },
        InvocationHttpParameters: {
          HeaderParameters: [
            { Key: 'X-Shop', Value: 'north', IsValueSecret: false },
            { Key: 'X-Pin', IsValueSecret: true },
          ],
          QueryStringParameters: [{ Key: 'version', Value: '2', IsValueSecret: false }],
        },
      },
    });
    expect(await secretOf(described.SecretArn)).toEqual({
      api_key_name: 'X-Api-Key',
      api_key_value: 'k-1',
      invocation_http_parameters: {
        header_parameters: [
          { key: 'X-Shop', value: 'north', is_value_secret: false },
          { key: 'X-Pin', value: '1234', is_value_secret: true },
        ],
        query_string_parameters: [{ key: 'version', value: '2', is_value_secret: false }],
      },
    });
  });

  test('keeps what an update leaves out, unless the type is another one', async () => {
    await call('CreateConnection', { Name: 'payments', ...apiKey });
    const { SecretArn } = await call('DescribeConnection', { Name: 'payments' });
    await runtime.clock.runThrough(runtime.clock.nowMs() + minutes(1));
    const AuthParameters = { ApiKeyAuthParameters: { ApiKeyValue: 'k-2' } };
    const updated = await call('UpdateConnection', { Name: 'payments', AuthParameters });
    expect(updated).toMatchObject({
      ConnectionState: 'AUTHORIZED',
      LastModifiedTime: new Date(runtime.clock.nowMs()),
      LastAuthorizedTime: new Date(runtime.clock.nowMs()),
    });
    expect(await secretOf(SecretArn)).toMatchObject({
      api_key_name: 'X-Api-Key',
      api_key_value: 'k-2',
      invocation_http_parameters: { query_string_parameters: [{ key: 'version' }] },
    });
    await call('UpdateConnection', { Name: 'payments', ...basic });
    expect(await secretOf(SecretArn)).toEqual({ username: 'shop', password: 'p-1' });
    await expect(
      call('UpdateConnection', { Name: 'payments', AuthorizationType: 'API_KEY', AuthParameters: {} }),
    ).rejects.toMatchObject({
      code: 'ValidationException',
      message: 'AuthParameters.ApiKeyAuthParameters is missing',
    });
  });

  test('goes with its secret, and is another one when it is made again', async () => {
    const { ConnectionArn } = await call('CreateConnection', { Name: 'payments', ...basic });
    const { SecretArn } = await call('DescribeConnection', { Name: 'payments' });
    expect(await call('DeleteConnection', { Name: 'payments' })).toMatchObject({
      ConnectionArn,
      ConnectionState: 'DELETING',
    });
    await expect(secretOf(SecretArn)).rejects.toMatchObject({ code: 'ResourceNotFoundException' });
    const again = await call('CreateConnection', { Name: 'payments', ...basic });
    expect(again.ConnectionArn).not.toBe(ConnectionArn);
  });

  test('has a secret that nobody else changes', async () => {
    await call('CreateConnection', { Name: 'payments', ...basic });
    const { SecretArn: SecretId } = await call('DescribeConnection', { Name: 'payments' });
    expect(await runtime.call('secretsmanager', 'DescribeSecret', { SecretId })).toMatchObject({
      OwningService: 'events',
    });
    await expect(
      runtime.call('secretsmanager', 'PutSecretValue', { SecretId, SecretString: '{}' }),
    ).rejects.toMatchObject({ code: 'InvalidRequestException' });
  });

  test('is managed with permissions on its ARN without the id', async () => {
    await call('CreateConnection', { Name: 'payments', ...basic });
    await call('ListConnections');
    expect(runtime.authorised.map(({ action, resource }) => [action, resource])).toEqual([
      ['events:CreateConnection', 'arn:aws:events:eu-west-1:111122223333:connection/payments'],
      ['events:ListConnections', '*'],
    ]);
  });

  test('is missed and met under its name', async () => {
    await call('CreateConnection', { Name: 'payments', ...basic });
    await expect(call('CreateConnection', { Name: 'payments', ...basic })).rejects.toMatchObject({
      code: 'ResourceAlreadyExistsException',
    });
    for (const operation of ['DescribeConnection', 'UpdateConnection', 'DeleteConnection']) {
      await expect(call(operation, { Name: 'other' })).rejects.toMatchObject({ code: 'ResourceNotFoundException' });
    }
    await expect(call('CreateConnection', { Name: 'with spaces', ...basic })).rejects.toMatchObject({
      code: 'ValidationException',
    });
  });

  test('is listed with the others, page by page', async () => {
    for (const Name of ['b', 'a', 'c']) await call('CreateConnection', { Name, ...basic });
    const first = await call('ListConnections', { Limit: 2 });
    expect(first).toMatchObject({ Connections: [{ Name: 'a', AuthorizationType: 'BASIC' }, { Name: 'b' }] });
    expect(await call('ListConnections', { Limit: 2, NextToken: first.NextToken })).toEqual({
      Connections: [expect.objectContaining({ Name: 'c', ConnectionState: 'AUTHORIZED' })],
    });
    expect(await call('ListConnections', { ConnectionState: 'DEAUTHORIZED' })).toEqual({ Connections: [] });
  });
});

describe('AWS::Events::Connection', () => {
  test('gives its ARNs, and an update is all that there is from then on', async () => {
    const made = await deploy('AWS::Events::Connection', { Name: 'payments', ...apiKey });
    expect(made).toEqual({
      ref: 'payments',
      attributes: {
        Arn: expect.stringMatching(arnPattern),
        ArnForPolicy: 'arn:aws:events:eu-west-1:111122223333:connection/payments',
        SecretArn: expect.stringMatching(secretArnPattern),
      },
    });
    const ApiKeyAuthParameters = { ApiKeyName: 'X-Api-Key', ApiKeyValue: 'k-2' };
    const changed = { AuthorizationType: 'API_KEY', AuthParameters: { ApiKeyAuthParameters } };
    expect(await deploy('AWS::Events::Connection', { Name: 'payments', ...changed }, made)).toEqual(made);
    expect(await secretOf(made.attributes.SecretArn)).toEqual({ api_key_name: 'X-Api-Key', api_key_value: 'k-2' });
    await expect(deploy('AWS::Events::Connection', { Name: 'other', ...changed }, made)).rejects.toThrow(
      'a change of Name (payments to other) is not supported',
    );
  });

  test('makes up a name', async () => {
    expect((await deploy('AWS::Events::Connection', basic)).ref).toMatch(/^stack-Resource-[0-9A-F]{12}$/);
  });

  test.each([
    [
      { AuthorizationType: 'OAUTH_CLIENT_CREDENTIALS' },
      'the AuthorizationType "OAUTH_CLIENT_CREDENTIALS" is not supported',
    ],
    [
      { ...basic, AuthParameters: { ...basic.AuthParameters, OAuthParameters: {} } },
      'the property AuthParameters.OAuthParameters is not supported with AuthorizationType BASIC',
    ],
    [
      { ...apiKey, AuthParameters: { ...apiKey.AuthParameters, InvocationHttpParameters: { BodyParameters: [] } } },
      'the property AuthParameters.InvocationHttpParameters.BodyParameters is not supported',
    ],
    [
      { ...apiKey, AuthParameters: { ApiKeyAuthParameters: { ApiKeyName: 'Host', ApiKeyValue: 'k' } } },
      'AuthParameters.ApiKeyAuthParameters.ApiKeyName: the header Host cannot be set by a connection',
    ],
    [
      { ...apiKey, AuthParameters: { ApiKeyAuthParameters: { ApiKeyName: 'Key', ApiKeyValue: 'k\r\nHost: x' } } },
      'AuthParameters.ApiKeyAuthParameters.ApiKeyValue is not valid',
    ],
    [
      { ...basic, AuthParameters: { BasicAuthParameters: { Username: 'u', Password: '{{resolve:ssm:p}}' } } },
      'dynamic references ({{resolve:…}}) are not supported in AuthParameters',
    ],
  ])('names what is not supported: %j', (properties, problem) => {
    expect(authParameterProblems(properties)).toEqual([problem]);
  });

  test('is not judged by values that a template has yet to get', () => {
    const ApiKeyValue = { Ref: 'Key' };
    expect(
      authParameterProblems({
        AuthorizationType: 'API_KEY',
        AuthParameters: { ApiKeyAuthParameters: { ApiKeyName: { 'Fn::Sub': 'X' }, ApiKeyValue } },
      }),
    ).toEqual([]);
  });
});
