// What people run: npm start on a copy of the project, whose sources then change.
import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { DescribeExecutionCommand, SFNClient } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

const projectRoot = join(import.meta.dirname, '..', '..');
const executionArn = 'arn:aws:states:eu-west-1:111122223333:execution:legwork-development-booking:booking-B-1-r1';
/** A synthesis takes seconds, on a busy machine many of them. */
const patience = { timeout: 120_000, interval: 100 };

describe('npm start', () => {
  let copy: string;
  let child: ChildProcess;
  let output = '';

  beforeAll(() => {
    copy = mkdtempSync(join(tmpdir(), 'legwork-start-'));
    for (const entry of [
      'infra',
      'lambdas',
      'local',
      'sandbox',
      'state-machines',
      'tools',
      'cdk.json',
      'package.json',
      'package-lock.json',
    ])
      cpSync(join(projectRoot, entry), join(copy, entry), { recursive: true });
    symlinkSync(join(projectRoot, 'node_modules'), join(copy, 'node_modules'));
  });
  afterAll(async () => {
    await stop();
    rmSync(copy, { recursive: true, force: true });
  });

  const start = async (...options: readonly string[]): Promise<void> => {
    output = '';
    child = spawn(process.execPath, ['sandbox/start.ts', '--no-demo', '--port', '0', '--data', 'data', ...options], {
      cwd: copy,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (chunk) => {
        output += chunk;
      });
    await said('Ctrl-C ends.');
  };
  const stop = async (): Promise<void> => {
    if (child === undefined || child.exitCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGINT');
    await ended;
  };
  const said = (text: string) => vi.waitFor(() => expect(output).toContain(text), patience);
  const change = (path: string, text: string, replacement: string): void => {
    const before = readFileSync(join(copy, path), 'utf8');
    expect(before).toContain(text);
    writeFileSync(join(copy, path), before.replace(text, replacement));
  };
  const clientOptions = () => ({
    endpoint: /http:\/\/127\.0\.0\.1:\d+/.exec(output)![0],
    region: 'eu-west-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const describeBooking = () => new SFNClient(clientOptions()).send(new DescribeExecutionCommand({ executionArn }));
  const confirm = async (id: string): Promise<void> => {
    const detail = {
      eventId: `evt-${id}`,
      occurredAt: new Date().toISOString(),
      version: 1,
      booking: {
        id,
        customerId: 'C-1',
        zone: 'Europe/Berlin',
        start: new Date(Date.now() + 10 * 86_400_000).toISOString(),
        end: new Date(Date.now() + 12 * 86_400_000).toISOString(),
        vehicleId: 'V-1',
        deposit: { amountCents: 0, currency: 'EUR' },
        paymentMethodId: 'pm_1',
        legs: [],
      },
    };
    const entry = { EventBusName: 'legwork-development', Source: 'booking-service', DetailType: 'BookingConfirmed' };
    const { FailedEntryCount } = await new EventBridgeClient(clientOptions()).send(
      new PutEventsCommand({ Entries: [{ ...entry, Detail: JSON.stringify(detail) }] }),
    );
    expect(FailedEntryCount).toBe(0);
  };

  it('redeploys what changes, and says what got a new version and what stays on the one before', async () => {
    await start();
    await confirm('B-1');
    await vi.waitFor(async () => expect((await describeBooking()).status).toBe('RUNNING'), patience);
    change('state-machines/booking.asl.json', '"Comment": "', '"Comment": "Changed. ');
    await said('⟳ redeployed, new versions: state machine booking 2\n');
    await said('  1 open execution stays on the version before: 1 of booking\n');
    expect((await describeBooking()).stateMachineVersionArn).toMatch(/:1$/);
  }, 200_000);

  it('prints what is wrong with the sources, and what was deployed before goes on', async () => {
    change('lambdas/activities/decide-deposit.ts', 'export const', 'export konst');
    await said('✕ not redeployed, what was deployed before goes on:\n');
    await said('lambdas/activities/decide-deposit.ts:');
    expect(output).not.toContain('node_modules/esbuild/lib');
    await confirm('B-2');
    await vi.waitFor(() => expect(output).toMatch(/B-2 .*booking confirmed/), patience);
    change('lambdas/activities/decide-deposit.ts', 'export konst', 'export const');
  }, 200_000);

  it('takes a deployment back that the runtime refuses', async () => {
    change('state-machines/booking.asl.json', '"StartAt": "', '"StartAt": "Nowhere');
    await said("Missing 'StartAt' target: Nowhere");
    await said('(legwork-development is what it was before)\n');
    change('state-machines/booking.asl.json', '"StartAt": "Nowhere', '"StartAt": "');
  }, 200_000);

  it('keeps what is open on its version over a restart with --data, and watches nothing with --no-watch', async () => {
    await stop();
    change('state-machines/booking.asl.json', '"Comment": "Changed. ', '"Comment": "Changed while nothing ran. ');
    await start('--no-watch');
    expect(await describeBooking()).toMatchObject({
      status: 'RUNNING',
      stateMachineVersionArn: expect.stringMatching(/:1$/),
    });
    expect(output).not.toContain('it is redeployed');
    change('state-machines/booking.asl.json', '"Comment": "Changed while nothing ran. ', '"Comment": "');
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(output).not.toContain('sources have changed');
  }, 200_000);
});
