import { describe, expect, it } from 'vitest';
import { createConfiguration } from '../../../lambdas/gateways/configuration.ts';
import { fakeClient } from './support/fake-client.ts';

function configurationAt(start: string) {
  const clock = { nowMs: Date.parse(start) };
  const parameters = fakeClient({ Parameter: { Value: 'https://one' } }, { Parameter: { Value: 'https://two' } });
  const secrets = fakeClient({ SecretString: 'key-1' }, { SecretString: 'key-2' });
  return {
    clock,
    parameters,
    secrets,
    configuration: createConfiguration({ parameters, secrets, nowMs: () => clock.nowMs }),
  };
}

describe('the configuration', () => {
  it('reads a value once and keeps it for an hour', async () => {
    const { clock, parameters, configuration } = configurationAt('2026-03-01T09:00:00Z');
    expect(await configuration.parameter('/legwork/url')).toBe('https://one');
    clock.nowMs = Date.parse('2026-03-01T09:59:59.999Z');
    expect(await configuration.parameter('/legwork/url')).toBe('https://one');
    expect(parameters.asked).toEqual([{ command: 'GetParameterCommand', input: { Name: '/legwork/url' } }]);
    clock.nowMs = Date.parse('2026-03-01T10:00:00Z');
    expect(await configuration.parameter('/legwork/url')).toBe('https://two');
  });

  it('reads secrets the same way, apart from parameters of the same name', async () => {
    const { secrets, configuration } = configurationAt('2026-03-01T09:00:00Z');
    expect(await configuration.parameter('key')).toBe('https://one');
    expect(await configuration.secret('key')).toBe('key-1');
    expect(await configuration.secret('key')).toBe('key-1');
    expect(secrets.asked).toEqual([{ command: 'GetSecretValueCommand', input: { SecretId: 'key' } }]);
  });

  it('reads everything anew after it was forgotten', async () => {
    const { configuration } = configurationAt('2026-03-01T09:00:00Z');
    await configuration.parameter('url');
    await configuration.secret('key');
    configuration.forget();
    expect(await configuration.parameter('url')).toBe('https://two');
    expect(await configuration.secret('key')).toBe('key-2');
  });

  it('has no empty values, and asks again after one', async () => {
    const parameters = fakeClient({ Parameter: {} }, { Parameter: { Value: 'https://one' } });
    const configuration = createConfiguration({ parameters, secrets: fakeClient(), nowMs: () => 0 });
    await expect(configuration.parameter('url')).rejects.toThrow('parameter url has no value');
    expect(await configuration.parameter('url')).toBe('https://one');
  });
});
