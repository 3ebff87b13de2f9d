import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeAssembly } from '../assembly/write-assembly.ts';
import { apiKeyAuthorization, callerTemplate, inProcessOrigin } from '../services/step-functions/http-world.ts';
import { createPowerStation, type PowerStation, startMs } from './power-cut.ts';

let station: PowerStation;
/** API keys that the endpoint was called with. */
let keys: (string | undefined)[];
/** Whether the endpoint answers. */
let isUp: boolean;
beforeEach(() => {
  keys = [];
  isUp = true;
  station = createPowerStation({
    prepare: async ({ answerInProcess }) => {
      answerInProcess(inProcessOrigin, ({ headers }) => {
        keys.push(headers['x-api-key']);
        return isUp ? Promise.resolve({ statusCode: 200, headers: {}, body: 'ok' }) : new Promise(() => {});
      });
    },
  });
});
afterEach(() => station.end());

const stateMachineArn = 'arn:aws:states:eu-west-1:111122223333:stateMachine:caller';
const input = JSON.stringify({ ApiEndpoint: `${inProcessOrigin}/payments`, Method: 'GET' });

describe('connections and a power cut', () => {
  it('are there afterwards as they were, with their secrets', async () => {
    const before = await station.start();
    await before.runtime.deploy(await writeAssembly({ Caller: callerTemplate() }));
    const described = await before.call('events', 'DescribeConnection', { Name: 'example' });
    const after = await station.cutPower(before);
    expect(await after.call('events', 'DescribeConnection', { Name: 'example' })).toEqual(described);
    const { executionArn } = await after.call('states', 'StartExecution', { stateMachineArn, input });
    await after.runtime.runThrough(startMs);
    expect(await after.call('states', 'DescribeExecution', { executionArn })).toMatchObject({ status: 'SUCCEEDED' });
    expect(keys).toEqual(['k-1']);
  });

  it('are found by the next deployment, which changes or removes them', async () => {
    const before = await station.start();
    await before.runtime.deploy(await writeAssembly({ Caller: callerTemplate() }));
    const described = await before.call('events', 'DescribeConnection', { Name: 'example' });
    const after = await station.cutPower(before);
    const { AuthParameters, AuthorizationType } = apiKeyAuthorization;
    const ApiKeyAuthParameters = { ...AuthParameters.ApiKeyAuthParameters, ApiKeyValue: 'k-2' };
    const authorization = { AuthorizationType, AuthParameters: { ApiKeyAuthParameters } };
    await after.runtime.deploy(await writeAssembly({ Caller: callerTemplate({ authorization }) }));
    const { SecretArn: SecretId, ...changed } = await after.call('events', 'DescribeConnection', { Name: 'example' });
    expect({ SecretArn: SecretId, ...changed }).toEqual(described);
    expect(await after.call('secretsmanager', 'GetSecretValue', { SecretId })).toMatchObject({
      SecretString: '{"api_key_name":"X-Api-Key","api_key_value":"k-2"}',
    });
    await after.runtime.deploy(await writeAssembly({ Caller: { Resources: {} } }));
    const last = await station.cutPower(after);
    expect(await last.call('events', 'ListConnections')).toEqual({ Connections: [] });
    await expect(last.call('secretsmanager', 'GetSecretValue', { SecretId })).rejects.toMatchObject({
      code: 'ResourceNotFoundException',
    });
  });

  it('serve a call once more that had no answer', async () => {
    const before = await station.start();
    await before.runtime.deploy(await writeAssembly({ Caller: callerTemplate() }));
    isUp = false;
    const { executionArn } = await before.call('states', 'StartExecution', { stateMachineArn, input });
    await expect.poll(() => keys.length).toBe(1);
    isUp = true;
    const after = await station.cutPower(before);
    await after.runtime.runThrough(startMs);
    expect(await after.call('states', 'DescribeExecution', { executionArn })).toMatchObject({ status: 'SUCCEEDED' });
    expect(keys).toEqual(['k-1', 'k-1']);
  });
});
