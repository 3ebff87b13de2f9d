import { beforeEach, describe, expect, test } from 'vitest';
import {
  createSecretsManagerService,
  type SecretsManagerService,
} from '../../../../local/services/secrets-manager/secrets-manager-service.ts';
import { deployWith } from '../deploy-with.ts';
import { createTestKernel, type TestKernel } from '../test-kernel.ts';

let runtime: TestKernel;
let secrets: SecretsManagerService;

beforeEach(() => {
  runtime = createTestKernel();
  secrets = createSecretsManagerService(runtime.kernel);
  runtime.kernel.register(secrets.service);
});

const call = (operation: string, input: Record<string, unknown>) =>
  runtime.call<Record<string, unknown>>('secretsmanager', operation, input);

describe('a secret', () => {
  test('is found by name, by ARN, and by ARN without its random end', async () => {
    const { ARN } = await call('CreateSecret', { Name: 'app/key', SecretString: 'one' });
    expect(ARN).toMatch(/^arn:aws:secretsmanager:eu-west-1:111122223333:secret:app\/key-[A-Za-z0-9]{6}$/);
    for (const SecretId of ['app/key', ARN, String(ARN).slice(0, -7)]) {
      expect(await call('GetSecretValue', { SecretId })).toMatchObject({ ARN, SecretString: 'one' });
    }
    expect(runtime.authorised.at(-1)).toMatchObject({ action: 'secretsmanager:GetSecretValue', resource: ARN });
  });

  test('keeps its previous value beside the current one', async () => {
    await call('CreateSecret', { Name: 'key', SecretString: 'one' });
    await call('PutSecretValue', { SecretId: 'key', SecretString: 'two' });
    expect(await call('GetSecretValue', { SecretId: 'key' })).toMatchObject({
      SecretString: 'two',
      VersionStages: ['AWSCURRENT'],
    });
    expect(await call('GetSecretValue', { SecretId: 'key', VersionStage: 'AWSPREVIOUS' })).toMatchObject({
      SecretString: 'one',
    });
    const { VersionIdsToStages } = await call('DescribeSecret', { SecretId: 'key' });
    expect(Object.values(VersionIdsToStages as object)).toEqual([['AWSPREVIOUS'], ['AWSCURRENT']]);
  });

  test('takes a repeated value with its token once, and no other value with it', async () => {
    await call('CreateSecret', { Name: 'key', SecretString: 'one' });
    const put = (SecretString: string) =>
      call('PutSecretValue', { SecretId: 'key', SecretString, ClientRequestToken: 'token' });
    expect(await put('two')).toEqual(await put('two'));
    await expect(put('three')).rejects.toMatchObject({ code: 'ResourceExistsException' });
  });

  test('that does not exist or exists already is named', async () => {
    await expect(call('GetSecretValue', { SecretId: 'none' })).rejects.toMatchObject({
      code: 'ResourceNotFoundException',
    });
    await call('CreateSecret', { Name: 'key' });
    await expect(call('GetSecretValue', { SecretId: 'key' })).rejects.toThrow('staging label: AWSCURRENT');
    await expect(call('CreateSecret', { Name: 'key' })).rejects.toMatchObject({ code: 'ResourceExistsException' });
  });
});

describe('a template’s secret', () => {
  const type = 'AWS::SecretsManager::Secret';
  const generated = async (GenerateSecretString: Record<string, unknown>): Promise<string> => {
    const { ref } = await deployWith(secrets.resourceProviders)(type, { GenerateSecretString });
    return String((await call('GetSecretValue', { SecretId: ref })).SecretString);
  };

  test('is made up of the characters that it may have, one of each kind at least', async () => {
    const secret = await generated({ PasswordLength: 12, ExcludePunctuation: true, ExcludeCharacters: 'abc' });
    expect(secret).toMatch(/^[A-Zd-z0-9]{12}$/);
    for (const kind of [/[A-Z]/, /[d-z]/, /[0-9]/]) expect(secret).toMatch(kind);
  });

  test('stands in a template of its own where there is one', async () => {
    const secret = await generated({ SecretStringTemplate: '{"user":"app"}', GenerateStringKey: 'password' });
    expect(JSON.parse(secret)).toEqual({ user: 'app', password: expect.stringMatching(/^.{32}$/) });
  });

  test('that was generated keeps the value that somebody put meanwhile', async () => {
    const deploy = deployWith(secrets.resourceProviders);
    const current = await deploy(type, { Name: 'key' });
    await call('PutSecretValue', { SecretId: 'key', SecretString: 'mine' });
    await deploy(type, { Name: 'key' }, current);
    expect(await call('GetSecretValue', { SecretId: 'key' })).toMatchObject({ SecretString: 'mine' });
  });
});
