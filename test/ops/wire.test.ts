// The way to AWS: the SDK's own clients, credential chain and retries, over a local endpoint.
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { booking, type OperatedLegwork, operateLegwork } from './support/operated-legwork.ts';
import { publishVersion } from './support/publish-version.ts';
import { runLegwork } from './support/run-legwork.ts';
import { startThrottlingProxy, type ThrottlingProxy } from './support/throttling-proxy.ts';

const project = join(import.meta.dirname, '../..');
let home = '';

beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'legwork-wire-'));
});
afterAll(() => rmSync(home, { recursive: true, force: true }));
afterEach(() => {
  vi.unstubAllEnvs();
});

/** Every command that calls AWS, with arguments that get it that far. */
const commandLines: Readonly<Record<string, readonly string[]>> = {
  list: ['list'],
  show: ['show', 'booking', 'B-1'],
  'signal restart': ['signal', 'restart', 'booking', 'B-1'],
  'dead-letters list': ['dead-letters', 'list'],
  histories: ['histories', '--out', '{home}/histories'],
  'prune-versions': ['prune-versions', '--dry-run'],
  doctor: ['doctor'],
  replay: ['replay', '--definition', 'state-machines/booking.asl.json', '--open'],
  restart: ['restart', '--reason', 'a test', '--type', 'booking', '--force', '--yes'],
  redrive: ['redrive', '--reason', 'a test', '--type', 'deposit', '--yes'],
  cancel: ['cancel', 'booking', 'B-2', '--reason', 'a test', '--yes'],
  terminate: ['terminate', 'booking', 'B-1', '--reason', 'a test', '--yes'],
};
const named = Object.entries(commandLines);
const commandLineOf = (commandLine: readonly string[]) => commandLine.map((word) => word.replace('{home}', home));

/** No credentials from anywhere the ordinary chain looks. */
function withoutCredentials(): void {
  for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN', 'AWS_PROFILE'])
    vi.stubEnv(name, undefined);
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
  vi.stubEnv('AWS_CONFIG_FILE', join(home, 'no-config'));
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', join(home, 'no-credentials'));
}

describe('without credentials', () => {
  it.each(named)('%s says so, and what it would need', async (_name, commandLine) => {
    withoutCredentials();
    const { exitCode, out, error } = await runLegwork([...commandLineOf(commandLine), '--region', 'eu-west-1']);

    expect({ exitCode, out }).toEqual({ exitCode: 3, out: '' });
    expect(error).toContain('No usable AWS credentials');
    expect(error).toMatch(/This command needs:\n( {2}[a-z]+:[A-Z]\w+.*\n)+/);
  });

  it('says that there is no Region', async () => {
    withoutCredentials();
    vi.stubEnv('AWS_REGION', undefined);
    vi.stubEnv('AWS_DEFAULT_REGION', undefined);

    expect(await runLegwork(['list'])).toMatchObject({
      exitCode: 3,
      error: expect.stringContaining('No region: give --region'),
    });
  });
});

describe('over the wire', () => {
  let operated: OperatedLegwork;
  let proxy: ThrottlingProxy;

  beforeAll(async () => {
    operated = await operateLegwork();
    await operated.tell('BookingConfirmed', 'evt-1', { booking: booking('B-1') });
    await operated.tell('BookingConfirmed', 'evt-2', { booking: booking('B-2') });
    // Something to do for every command: a booking on an old version, a deposit whose execution has been stopped.
    await publishVersion(operated, 'booking', 'second');
    await operated.runtime.kernel.call({
      service: 'states',
      operation: 'StopExecution',
      input: {
        executionArn: 'arn:aws:states:eu-west-1:111122223333:execution:legwork-development-deposit:deposit-B-2-r1',
      },
      caller: { kind: 'administrator' },
    });
    proxy = await startThrottlingProxy(operated.runtime.endpoint);
  });
  afterAll(async () => {
    await proxy?.close();
    await operated?.close();
  });

  const legwork = (commandLine: readonly string[], environment: Record<string, string> = {}) => {
    vi.stubEnv('AWS_ENDPOINT_URL', proxy.endpoint);
    vi.stubEnv('AWS_REGION', 'eu-west-1');
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
    const nowMs = () => operated.runtime.kernel.clock.nowMs();
    return runLegwork(commandLineOf(commandLine), { nowMs, sleep: (delayMs) => sleep(delayMs), environment });
  };

  it.each(named)('%s goes on when AWS throttles the first call of every operation', async (_name, commandLine) => {
    proxy.throttle(1);
    const { exitCode, error } = await legwork(commandLine, { AWS_MAX_ATTEMPTS: '3' });

    // Doctor rightly finds that nobody has subscribed to the alarms.
    expect({ exitCode, error }).toMatchObject({ exitCode: commandLine[0] === 'doctor' ? 1 : 0 });
    expect(proxy.throttledOperations()).not.toEqual([]);
  });

  it('gives up in plain words when AWS throttles for good', async () => {
    proxy.throttle(Number.POSITIVE_INFINITY);

    expect(await legwork(['list'], { AWS_MAX_ATTEMPTS: '2' })).toMatchObject({
      exitCode: 3,
      error: expect.stringContaining('AWS throttled the command (ThrottlingException)'),
    });
  });
});

describe('the process', () => {
  const legwork = (...commandLine: readonly string[]) =>
    promisify(execFile)('npx', ['legwork', ...commandLine], { cwd: project });

  it('runs as npx legwork, and exits with the code of its command', async () => {
    expect((await legwork('--help')).stdout).toMatch(/Usage: legwork .*terminate/s);
    await expect(legwork('show', 'no-such-type', 'B-1')).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringContaining('Allowed choices are booking'),
    });
  });
});
