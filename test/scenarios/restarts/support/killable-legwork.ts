/** Legwork on a runtime that can be killed, and the command `legwork restart` as a process that can be. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startProviders } from '../../../../sandbox/providers/start-providers.ts';
import { createWorld, mergeWorld, type WorldChange } from '../../../../sandbox/providers/world.ts';
import { buildReport, type Report } from '../../../../sandbox/tape/build-report.ts';
import { startKillableRuntime } from '../../../../sandbox/tape/killable-runtime.ts';

const command = fileURLToPath(new URL('../../../../ops/legwork.mjs', import.meta.url));

export interface KillableLegwork {
  runtime: ReturnType<typeof startKillableRuntime>;
  /** Executions that the present process has begun and ended so far. */
  readonly seen: { started: number; fenced: number };
  change(change: WorldChange): void;
  deploy(assemblyDirectory: string): Promise<void>;
  /** Cuts the power, and starts again on the journal. */
  killRuntime(): Promise<void>;
  report(name: string): Promise<Report>;
  close(): Promise<void>;
}

export async function startKillableLegwork(assemblyDirectory: string, startMs: number): Promise<KillableLegwork> {
  const dataDirectory = mkdtempSync(join(tmpdir(), 'legwork-restarts-'));
  const world = createWorld();
  let deployed = assemblyDirectory;
  const seen = { started: 0, fenced: 0 };
  const launch = () =>
    startKillableRuntime((event) => {
      if (event.kind === 'execution-started' && event.machineType === 'STANDARD') seen.started += 1;
      if (event.kind === 'execution-ended' && event.error === 'Fenced') seen.fenced += 1;
    });
  const providers = await startProviders({ world, nowMs: () => legwork.runtime.call('nowMs') });
  const start = () =>
    legwork.runtime.call(
      'start',
      { assemblyDirectory: deployed, clock: { kind: 'skip', startMs }, seed: 1, port: 0, dataDirectory },
      providers.addresses,
    );
  const legwork: KillableLegwork = {
    runtime: launch(),
    seen,
    change: (change) => mergeWorld(world, change),
    async deploy(directory) {
      await legwork.runtime.call('deploy', directory);
      deployed = directory;
    },
    async killRuntime() {
      await legwork.runtime.kill();
      legwork.runtime = launch();
      await start();
    },
    async report(name) {
      const untilMs = await legwork.runtime.call('nowMs');
      return buildReport({ name, untilMs, payments: providers.payments(), ...(await legwork.runtime.call('collect')) });
    },
    async close() {
      await legwork.runtime.kill();
      await providers.close();
      rmSync(dataDirectory, { recursive: true, force: true });
    },
  };
  await start();
  return legwork;
}

export interface RestartCommand {
  readonly isOver: () => boolean;
  readonly ended: Promise<{ readonly exitCode: number | null; readonly out: string; readonly error: string }>;
  kill(): Promise<void>;
}

/** `npx legwork restart`, by force where it has to be, in a process of its own. */
export function startRestartCommand(endpoint: string): RestartCommand {
  const line = [
    'restart',
    '--reason',
    'the second version',
    '--force',
    '--wait',
    '20',
    '--rate',
    '1000',
    '--yes',
    '--json',
  ];
  const child: ChildProcess = spawn(process.execPath, [command, ...line, '--local', '--endpoint-url', endpoint], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let error = '';
  child.stdout?.on('data', (chunk) => {
    out += chunk;
  });
  child.stderr?.on('data', (chunk) => {
    error += chunk;
  });
  const ended = once(child, 'close').then(([exitCode]) => ({ exitCode: exitCode as number | null, out, error }));
  return {
    isOver: () => child.exitCode !== null || child.signalCode !== null,
    ended,
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
