import { equal } from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { administrator } from '../../../local/kernel/service.ts';
import type { CaseName, cases } from './cases.ts';
import { openKernel } from './engines/open-kernel.ts';
import type { Figure } from './figure.ts';

type RecoveryCase = Extract<(typeof cases)[CaseName], { kind: 'recovery' }>;

/**
 * Has another process fill a data directory, then opens it. Measured is what lies between: reading the directory, folding
 * events, setting timers. Modules are loaded before, code is not compiled before: a process recovers once.
 */
export async function measureRecovery(name: CaseName, { title, open }: RecoveryCase): Promise<Figure[]> {
  const directory = mkdtempSync(join(tmpdir(), 'bench-recovery-'));
  try {
    const filling = fork(new URL('./fill-directory.ts', import.meta.url), [name, directory]);
    const [code] = await once(filling, 'exit');
    equal(code, 0);
    const began = performance.now();
    const { kernel } = await openKernel(directory);
    await kernel.work.whenIdle();
    const elapsedMs = performance.now() - began;
    equal(await countRunning(kernel), open);
    kernel.journal.close();
    return [{ title, unit: 'ms', better: 'less', value: elapsedMs }];
  } finally {
    rmSync(directory, { recursive: true });
  }
}

async function countRunning(kernel: Awaited<ReturnType<typeof openKernel>>['kernel']): Promise<number> {
  const call = (operation: string, input: object) =>
    kernel.call({ service: 'states', operation, input, caller: administrator });
  const { stateMachines } = (await call('ListStateMachines', {})) as { stateMachines: { stateMachineArn: string }[] };
  const { stateMachineArn } = stateMachines[0]!;
  let count = 0;
  let nextToken: string | undefined;
  do {
    const page = { stateMachineArn, statusFilter: 'RUNNING', maxResults: 1000, ...(nextToken && { nextToken }) };
    const answer = (await call('ListExecutions', page)) as { executions: unknown[]; nextToken?: string };
    count += answer.executions.length;
    nextToken = answer.nextToken;
  } while (nextToken !== undefined);
  return count;
}
