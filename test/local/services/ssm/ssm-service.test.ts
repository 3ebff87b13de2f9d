import { beforeEach, describe, expect, test } from 'vitest';
import { createSsmService, type SsmService } from '../../../../local/services/ssm/ssm-service.ts';
import { deployWith } from '../deploy-with.ts';
import { createTestKernel, type TestKernel } from '../test-kernel.ts';

let runtime: TestKernel;
let ssm: SsmService;

beforeEach(() => {
  runtime = createTestKernel();
  ssm = createSsmService(runtime.kernel);
  runtime.kernel.register(ssm.service);
});

const put = (Name: string, Value: string, more: Record<string, unknown> = {}) =>
  runtime.call('ssm', 'PutParameter', { Name, Value, Type: 'String', ...more });
const get = (Name: string, more: Record<string, unknown> = {}) =>
  runtime.call<{ Parameter: Record<string, unknown> }>('ssm', 'GetParameter', { Name, ...more });

describe('a parameter', () => {
  test('has versions, the newest of which counts unless another is asked for', async () => {
    await put('/app/url', 'one');
    await expect(put('/app/url', 'two')).rejects.toMatchObject({ code: 'ParameterAlreadyExists' });
    expect(await put('/app/url', 'two', { Overwrite: true })).toMatchObject({ Version: 2 });
    expect((await get('/app/url')).Parameter).toMatchObject({
      Value: 'two',
      Version: 2,
      ARN: 'arn:aws:ssm:eu-west-1:111122223333:parameter/app/url',
    });
    expect((await get('/app/url:1')).Parameter).toMatchObject({ Value: 'one' });
    expect((await get('arn:aws:ssm:eu-west-1:111122223333:parameter/app/url')).Parameter).toMatchObject({
      Value: 'two',
    });
  });

  test('of the secure kind is readable only with decryption', async () => {
    await put('key', 'secret', { Type: 'SecureString' });
    expect((await get('key')).Parameter.Value).not.toContain('secret');
    expect((await get('key', { WithDecryption: true })).Parameter).toMatchObject({ Value: 'secret' });
  });

  test('that does not exist is named', async () => {
    await expect(get('nothing')).rejects.toMatchObject({ code: 'ParameterNotFound' });
    await put('there', 'x');
    expect(await runtime.call('ssm', 'GetParameters', { Names: ['there', 'nothing'] })).toMatchObject({
      Parameters: [{ Name: 'there' }],
      InvalidParameters: ['nothing'],
    });
  });

  test('is found under its path, deeper ones only if asked for', async () => {
    for (const name of ['/app/b', '/app/a', '/app/deep/c', '/other']) await put(name, 'x');
    const names = async (more: Record<string, unknown>) => {
      const output = await runtime.call<{ Parameters: Array<{ Name: string }> }>('ssm', 'GetParametersByPath', {
        Path: '/app',
        ...more,
      });
      return output.Parameters.map(({ Name }) => Name);
    };
    expect(await names({})).toEqual(['/app/a', '/app/b']);
    expect(await names({ Recursive: true })).toEqual(['/app/a', '/app/b', '/app/deep/c']);
    expect(await names({ MaxResults: 1, NextToken: '/app/a' })).toEqual(['/app/b']);
  });

  test('needs permission on its ARN, with and without a leading slash', async () => {
    await put('/app/url', 'x');
    await put('plain', 'x');
    expect(runtime.authorised.map(({ resource }) => resource)).toEqual([
      'arn:aws:ssm:eu-west-1:111122223333:parameter/app/url',
      'arn:aws:ssm:eu-west-1:111122223333:parameter/plain',
    ]);
  });
});

test('a template’s parameter is updated in place', async () => {
  const deploy = deployWith(ssm.resourceProviders);
  const current = await deploy('AWS::SSM::Parameter', { Name: '/app/url', Type: 'String', Value: 'one' });
  expect(current).toEqual({ ref: '/app/url', attributes: { Type: 'String', Value: 'one' } });
  await deploy('AWS::SSM::Parameter', { Name: '/app/url', Type: 'String', Value: 'two' }, current);
  expect((await get('/app/url')).Parameter).toMatchObject({ Value: 'two', Version: 2 });
});
