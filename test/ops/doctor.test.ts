import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { booking, type OperatedLegwork, operateLegwork } from './support/operated-legwork.ts';
import { runLegwork } from './support/run-legwork.ts';

interface Diagnosis {
  readonly problems: number;
  readonly findings: ReadonlyArray<{ readonly kind: string; readonly about: string; readonly text: string }>;
}

describe('legwork doctor', () => {
  let operated: OperatedLegwork;

  beforeAll(async () => {
    operated = await operateLegwork();
  });
  afterAll(() => operated?.close());

  const about = async (subject: string) =>
    (await operated.legworkJson<Diagnosis>('doctor')).findings.filter((finding) => finding.about === subject);

  it('finds a deployed stage with keys and addresses in order', async () => {
    for (const subject of ['stage', 'state machines', 'secrets', 'addresses', 'dead letters', 'stale workflows'])
      expect(await about(subject)).toEqual([expect.objectContaining({ kind: 'ok' })]);
    expect((await about('stage'))[0]?.text).toBe('development is in account 111122223333, Region eu-west-1');
  });

  it('finds alarms that nobody has subscribed to, and none once somebody has', async () => {
    const topicArn = 'arn:aws:sns:eu-west-1:111122223333:legwork-development-alarms';
    expect(await about('alarms')).toEqual([
      {
        kind: 'problem',
        about: 'alarms',
        text: `nobody has subscribed to ${topicArn} (and confirmed it): its alarms reach nobody`,
      },
    ]);
    await operated.runtime.kernel.call({
      service: 'sns',
      operation: 'Subscribe',
      input: { TopicArn: topicArn, Protocol: 'email', Endpoint: 'on-call@legwork.example' },
      caller: { kind: 'administrator' },
    });
    expect(await about('alarms')).toEqual([
      { kind: 'ok', about: 'alarms', text: expect.stringMatching(/^1\d\d alarms, all heard by somebody$/) },
    ]);
  });

  it('says what was not checked where whoever answers does not have the operation', async () => {
    for (const subject of ['Lambda concurrency', 'e-mail', 'texts', 'quotas of Scheduler'])
      expect(await about(subject)).toEqual([
        expect.objectContaining({ kind: 'not checked', text: expect.stringContaining('does not have this operation') }),
      ]);
  });

  it('finds what could not be handled, and exits with 1', async () => {
    await operated.tell('BookingConfirmed', 'evt-1', { booking: booking('B-1', { zone: 'Nowhere' }) });
    const { exitCode, out } = await operated.legwork(['doctor']);

    expect(exitCode).toBe(1);
    expect(out).toMatch(/PROBLEM +dead letters +1 message in dead-letters/);
  });

  it('finds keys and addresses that nobody has set yet', async () => {
    const call = (service: 'ssm' | 'secretsmanager', operation: string, input: unknown) =>
      operated.runtime.kernel.call({ service, operation, input, caller: { kind: 'administrator' } });
    await call('ssm', 'PutParameter', {
      Name: '/legwork-development/bookings-base-url',
      Value: 'https://bookings.example',
      Type: 'String',
      Overwrite: true,
    });

    expect(await about('addresses')).toEqual([
      expect.objectContaining({ kind: 'problem', text: expect.stringContaining('bookings-base-url is an example') }),
    ]);
  });

  it('exits with 4 where the stage is not deployed', async () => {
    const { exitCode, error } = await operated.legwork(['doctor', '--stage', 'staging']);

    expect(exitCode).toBe(4);
    expect(error).toContain('There is no stage staging in this runtime');
  });

  it('says that nothing answers where no runtime is', async () => {
    const { exitCode, error } = await runLegwork(['doctor', '--local', '--endpoint-url', 'http://127.0.0.1:9']);

    expect(exitCode).toBe(3);
    expect(error).toContain('Nothing answers at http://127.0.0.1:9: start the runtime with "npm start"');
  });
});
