import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { ensureAssembly } from '../../../sandbox/assembly.ts';
import { playFleet } from '../../../sandbox/fleet/play-fleet.ts';
import { playPartApart } from '../../../sandbox/fleet/play-part-apart.ts';

const directory = mkdtempSync(join(tmpdir(), 'fleet-parts-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const options = {
  part: { first: 10, bookings: 5 },
  days: 5,
  seed: 1,
  assemblyDirectory: join(directory, 'no-assembly'),
};

/** Plays a part by a process that runs this code in place of the part. */
function playBy(code: string, signal = new AbortController().signal) {
  const module = join(directory, 'part.mjs');
  writeFileSync(module, code);
  const output: string[] = [];
  const played = playPartApart({ options, module, signal, onMessage: () => {}, onOutput: (text) => output.push(text) });
  return { played, output };
}

describe('a part in a process of its own', () => {
  it('says which bookings failed, how, and what the process wrote to standard error', async () => {
    await expect(playBy('console.error("no room"); process.exit(3)').played).rejects.toThrow(
      'the part of bookings 10 to 14 failed, exit status 3:\nno room',
    );
  });

  it('fails when its process is killed, and when it ends without a report', async () => {
    await expect(playBy("process.kill(process.pid, 'SIGKILL')").played).rejects.toThrow(/failed, ended by SIGKILL$/);
    await expect(playBy('process.exit(0)').played).rejects.toThrow(/failed, exit status 0$/);
  });

  it('is ended when the signal says so', async () => {
    const ending = new AbortController();
    const { played } = playBy('setInterval(() => {}, 1_000)', ending.signal);
    ending.abort();
    await expect(played).rejects.toThrow(/ended by SIGKILL/);
  });

  it('hands on what a process wrote that did not fail', async () => {
    const code = "console.error('be warned'); process.send({ kind: 'report', report: {} }, () => process.exit(0))";
    const { played, output } = playBy(code);
    await played;
    expect(output).toEqual(['be warned\n']);
  });

  it('ends when its parent is killed, in the midst of playing', async () => {
    const parentModule = join(directory, 'parent.mjs');
    const partModule = fileURLToPath(new URL('../../../sandbox/fleet/part-process.ts', import.meta.url));
    const real = { ...options, days: 30, assemblyDirectory: await ensureAssembly(() => {}) };
    writeFileSync(
      parentModule,
      `import { fork } from 'node:child_process';
       const child = fork(${JSON.stringify(partModule)}, { serialization: 'advanced' });
       child.once('message', () => console.log('playing'));
       child.send(${JSON.stringify(real)});`,
    );
    const parent = spawn(process.execPath, [parentModule], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(parent.stdout, 'data');
    parent.kill('SIGKILL');
    // The part holds its parent's standard output open as long as it lives.
    await once(parent, 'close');
  });
});

it('a fleet fails with the first of its parts that does', async () => {
  const { assemblyDirectory } = options;
  const played = playFleet({
    bookings: 2,
    days: 5,
    seed: 1,
    parts: [
      { first: 0, bookings: 1 },
      { first: 1, bookings: 1 },
    ],
    processes: 2,
    assemblyDirectory,
    machineMs: () => performance.now(),
  });
  await expect(played).rejects.toThrow(/the part of bookings \d to \d failed, exit status 1:\n.*no-assembly/s);
});
