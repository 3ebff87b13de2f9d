import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { AwsError } from '../../../../local/kernel/aws-error.ts';
import { createLambdaRig, functionArn, roleArn } from './lambda-rig.ts';

const answering = (text: string): string => `export const handler = async () => ${JSON.stringify(text)};`;

describe('versions of a function', () => {
  it('L1: a published version keeps its code and configuration when the function changes', async () => {
    const rig = createLambdaRig();
    await rig.deployFunction('teller', answering('old'), { MemorySize: 256 });
    const version = await rig.deploy('AWS::Lambda::Version', { FunctionName: 'teller' });
    expect(version).toEqual({
      ref: `${functionArn('teller')}:1`,
      attributes: { Version: '1', FunctionArn: `${functionArn('teller')}:1` },
    });
    expect((await rig.invoke('teller')).payload).toBe('old');

    await rig.updateFunction('teller', answering('new'), { MemorySize: 512 });

    expect(await rig.invoke('teller')).toMatchObject({ payload: 'new', ExecutedVersion: '$LATEST' });
    expect(await rig.invoke(`${functionArn('teller')}:1`)).toMatchObject({ payload: 'old', ExecutedVersion: '1' });
    expect(
      await rig.call('lambda', 'GetFunctionConfiguration', { FunctionName: 'teller', Qualifier: '1' }),
    ).toMatchObject({ FunctionArn: `${functionArn('teller')}:1`, Version: '1', MemorySize: 256 });
  });

  it('L2: numbers rise, and the same content is published only once', async () => {
    const rig = createLambdaRig();
    await rig.deployFunction('teller', answering('one'));
    const publish = async () => (await rig.call('lambda', 'PublishVersion', { FunctionName: 'teller' })).Version;
    expect([await publish(), await publish()]).toEqual(['1', '1']);
    await rig.updateFunction('teller', answering('two'));
    expect(await publish()).toBe('2');
    await rig.updateFunction('teller', answering('two'), { Timeout: 5 });
    expect(await publish()).toBe('3');
    const { Versions } = await rig.call<{ Versions: { Version: string }[] }>('lambda', 'ListVersionsByFunction', {
      FunctionName: 'teller',
    });
    expect(Versions.map(({ Version }) => Version)).toEqual(['$LATEST', '1', '2', '3']);
  });

  it('L2: deletes a version and never gives its number again; whole functions it does not delete', async () => {
    const rig = createLambdaRig();
    await rig.deployFunction('teller', answering('one'));
    const call = (operation: string, more = {}) => rig.call('lambda', operation, { FunctionName: 'teller', ...more });
    await call('PublishVersion');

    await call('DeleteFunction', { Qualifier: '1' });

    await expect(rig.invoke(`${functionArn('teller')}:1`)).rejects.toThrow('Function not found');
    expect(await call('PublishVersion')).toMatchObject({ Version: '2' });
    await expect(call('DeleteFunction')).rejects.toThrow('published versions only');
  });

  it('refuses to publish code that is not what the template expects', async () => {
    const rig = createLambdaRig();
    await rig.deployFunction('teller', answering('one'));
    await expect(rig.deploy('AWS::Lambda::Version', { FunctionName: 'teller', CodeSha256: 'other' })).rejects.toThrow(
      'CodeSha256',
    );
  });
});

describe('an alias of a function', () => {
  const deployTwoVersions = async () => {
    const rig = createLambdaRig();
    await rig.deployFunction('teller', answering('one'));
    await rig.deploy('AWS::Lambda::Version', { FunctionName: 'teller' });
    await rig.updateFunction('teller', answering('two'));
    await rig.deploy('AWS::Lambda::Version', { FunctionName: 'teller' });
    return rig;
  };

  it('calls the version that it points to, and follows when it is moved', async () => {
    const rig = await deployTwoVersions();
    const alias = { FunctionName: 'teller', FunctionVersion: '1', Name: 'live' };
    expect((await rig.deploy('AWS::Lambda::Alias', alias)).ref).toBe(`${functionArn('teller')}:live`);
    expect(await rig.invoke('teller:live')).toMatchObject({ payload: 'one', ExecutedVersion: '1' });

    await rig.call('lambda', 'UpdateAlias', { FunctionName: 'teller', Name: 'live', FunctionVersion: '2' });

    expect(await rig.invoke('teller', {}, { Qualifier: 'live' })).toMatchObject({ payload: 'two' });
    expect(await rig.call('lambda', 'GetAlias', { FunctionName: 'teller', Name: 'live' })).toMatchObject({
      AliasArn: `${functionArn('teller')}:live`,
      FunctionVersion: '2',
    });
  });

  it('sends the share of calls to another version that its weights say', async () => {
    const rig = await deployTwoVersions();
    const deploy = (weight: number) =>
      rig.deploy('AWS::Lambda::Alias', {
        FunctionName: 'teller',
        FunctionVersion: '1',
        Name: 'live',
        RoutingConfig: { AdditionalVersionWeights: [{ FunctionVersion: '2', FunctionWeight: weight }] },
      });
    const count = async () => {
      let two = 0;
      for (let call = 0; call < 40; call += 1) two += (await rig.invoke('teller:live')).payload === 'two' ? 1 : 0;
      return two;
    };
    await deploy(0);
    expect(await count()).toBe(0);
    await deploy(1);
    expect(await count()).toBe(40);
    await deploy(0.25);
    // Drawn from the seed of the test kernel.
    expect(await count()).toBeGreaterThan(3);
    expect(await count()).toBeLessThan(20);
  });

  it('refuses an update that knows an older revision only', async () => {
    const rig = await deployTwoVersions();
    await rig.deploy('AWS::Lambda::Alias', { FunctionName: 'teller', FunctionVersion: '1', Name: 'live' });
    await expect(
      rig.call('lambda', 'UpdateAlias', { FunctionName: 'teller', Name: 'live', RevisionId: 'older' }),
    ).rejects.toMatchObject({ code: 'PreconditionFailedException', statusCode: 412 });
  });
});

describe('naming a function', () => {
  it.each([
    'teller',
    'teller:$LATEST',
    'function:teller',
    '111122223333:function:teller',
    functionArn('teller'),
    `${functionArn('teller')}:$LATEST`,
  ])('finds it as %s', async (name) => {
    const rig = createLambdaRig();
    await rig.deployFunction('teller', answering('here'));
    expect((await rig.invoke(name)).payload).toBe('here');
  });

  it('says which function or version is not there', async () => {
    const rig = createLambdaRig();
    await rig.deployFunction('teller', answering('here'));
    await expect(rig.invoke('nobody')).rejects.toMatchObject({
      code: 'ResourceNotFoundException',
      statusCode: 404,
      message: `Function not found: ${functionArn('nobody')}:$LATEST`,
    });
    await expect(rig.call('lambda', 'GetFunction', { FunctionName: 'nobody' })).rejects.toMatchObject({
      message: `Function not found: ${functionArn('nobody')}`,
    });
    await expect(rig.invoke('teller', {}, { Qualifier: '7' })).rejects.toMatchObject({
      message: `Function not found: ${functionArn('teller')}:7`,
    });
  });

  it('refuses two qualifiers that disagree, and what is no name', async () => {
    const rig = createLambdaRig();
    await rig.deployFunction('teller', answering('here'));
    await expect(rig.invoke('teller:1', {}, { Qualifier: '2' })).rejects.toMatchObject({
      code: 'InvalidParameterValueException',
    });
    await expect(rig.invoke('tell er')).rejects.toMatchObject({ code: 'InvalidParameterValueException' });
  });
});

describe('permission to call a function', () => {
  it('is asked for exactly the ARN that is called', async () => {
    const rig = createLambdaRig();
    await rig.deployFunction('teller', answering('here'));
    await rig.deploy('AWS::Lambda::Version', { FunctionName: 'teller' });
    await rig.invoke('teller');
    await rig.invoke('teller', {}, { Qualifier: '1' });
    expect(rig.authorised.map(({ action, resource }) => `${action} ${resource}`)).toEqual([
      `lambda:InvokeFunction ${functionArn('teller')}`,
      `lambda:InvokeFunction ${functionArn('teller')}:1`,
    ]);
  });

  it('can be given to a service by the policy of the version or alias that is called', async () => {
    const rig = createLambdaRig();
    await rig.deployFunction('teller', answering('here'));
    await rig.deploy('AWS::Lambda::Version', { FunctionName: 'teller' });
    const permission = await rig.deploy('AWS::Lambda::Permission', {
      FunctionName: `${functionArn('teller')}:1`,
      Action: 'lambda:InvokeFunction',
      Principal: 'events.amazonaws.com',
      SourceArn: 'arn:aws:events:eu-west-1:111122223333:rule/tick',
    });
    await rig.invoke('teller:1');
    await rig.invoke('teller');

    expect(rig.authorised[0]?.resourcePolicy).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Sid: permission.ref,
          Effect: 'Allow',
          Principal: { Service: 'events.amazonaws.com' },
          Action: 'lambda:InvokeFunction',
          Resource: `${functionArn('teller')}:1`,
          Condition: { ArnLike: { 'aws:SourceArn': 'arn:aws:events:eu-west-1:111122223333:rule/tick' } },
        },
      ],
    });
    expect(rig.authorised[1]?.resourcePolicy).toBeUndefined();
    const { Policy } = await rig.call<{ Policy: string }>('lambda', 'GetPolicy', { FunctionName: 'teller:1' });
    expect(JSON.parse(Policy)).toEqual(rig.authorised[0]?.resourcePolicy);
    await expect(rig.call('lambda', 'GetPolicy', { FunctionName: 'teller' })).rejects.toMatchObject({
      code: 'ResourceNotFoundException',
    });
  });
});

describe('deploying a function', () => {
  it('makes up a name of 64 characters at most, the same for the same stack and logical id', async () => {
    const rig = createLambdaRig();
    const source = { ZipFile: 'exports.handler = async () => "inline";' };
    const properties = { Runtime: 'nodejs24.x', Handler: 'index.handler', Role: roleArn, Code: source };
    const { ref, attributes } = await rig.deploy('AWS::Lambda::Function', properties);
    expect(ref).toMatch(/^Stack-Resource-[0-9A-F]{12}$/);
    expect(attributes).toEqual({ Arn: functionArn(ref) });
    expect((await rig.invoke(ref)).payload).toBe('inline');
  });

  it('runs inline code whatever kind of module a package.json above the temporary folder asks for', async () => {
    const rig = createLambdaRig();
    const temporary = await mkdtemp(join(tmpdir(), 'lambda-inline-test-'));
    await writeFile(join(temporary, 'package.json'), '{"type": "module"}');
    vi.stubEnv('TMPDIR', temporary);
    try {
      const Code = { ZipFile: 'exports.handler = async () => "inline";' };
      await rig.deploy('AWS::Lambda::Function', {
        FunctionName: 'inline',
        Runtime: 'nodejs24.x',
        Handler: 'index.handler',
        Role: roleArn,
        Code,
      });
      expect((await rig.invoke('inline')).payload).toBe('inline');
    } finally {
      vi.unstubAllEnvs();
      await rm(temporary, { recursive: true });
    }
  });

  it.each([
    [{ Runtime: 'python3.13' }, 'only Node.js'],
    [{ Timeout: 901 }, 'Timeout: must be a whole number from 1 to 900'],
    [{ MemorySize: 64 }, 'MemorySize: must be a whole number from 128 to 10240'],
    [{ PackageType: 'Image' }, 'only Zip runs here'],
    [{ Code: { ImageUri: 'x' } }, 'Code.ImageUri: not supported'],
    [{ Role: undefined }, 'Role: must be text'],
  ])('refuses %o', async (properties, message) => {
    const rig = createLambdaRig();
    await expect(rig.deployFunction('teller', answering('here'), properties)).rejects.toThrow(message);
  });

  it('refuses a role that does not trust Lambda', async () => {
    const rig = createLambdaRig({
      assertTrusts: (...trust) => {
        throw new AwsError('AccessDenied', trust.join(' '));
      },
    });
    await expect(rig.deployFunction('teller', answering('here'))).rejects.toThrow(
      `${roleArn} lambda.amazonaws.com ${functionArn('teller')}`,
    );
  });

  it('describes the function as the API does', async () => {
    const rig = createLambdaRig();
    await rig.deployFunction('teller', answering('here'), {
      Description: 'says where it is',
      Timeout: '30',
      Environment: { Variables: { A: 1 } },
      ReservedConcurrentExecutions: 4,
    });
    const { Functions } = await rig.call<{ Functions: unknown[] }>('lambda', 'ListFunctions');
    expect(Functions).toHaveLength(1);
    expect(await rig.call('lambda', 'GetFunction', { FunctionName: 'teller' })).toMatchObject({
      Configuration: {
        FunctionName: 'teller',
        FunctionArn: functionArn('teller'),
        Runtime: 'nodejs24.x',
        Role: roleArn,
        Handler: 'index.handler',
        CodeSize: answering('here').length,
        CodeSha256: expect.stringMatching(/^[A-Za-z0-9+/]{43}=$/),
        Description: 'says where it is',
        Timeout: 30,
        MemorySize: 128,
        LastModified: '2026-03-01T00:00:00.000+0000',
        Version: '$LATEST',
        Environment: { Variables: { A: '1' } },
        State: 'Active',
        LoggingConfig: { LogFormat: 'Text', LogGroup: '/aws/lambda/teller' },
      },
      Concurrency: { ReservedConcurrentExecutions: 4 },
    });
  });
});

describe('closing the service', () => {
  it('E1: gives an invocation that is under way an outcome, and takes no more', async () => {
    const rig = createLambdaRig();
    await rig.deployFunction(
      'hanging',
      `export const handler = () => { console.log('hanging'); return new Promise(() => {}); };`,
    );
    const answer = rig.invoke('hanging');
    await rig.seen('lambda-log');
    await rig.lambda.close();
    expect((await answer).payload).toMatchObject({ errorType: 'Runtime.ExitError' });
    await expect(rig.invoke('hanging')).rejects.toMatchObject({ code: 'ServiceException' });
  });
});
