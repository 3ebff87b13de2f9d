/**
 * Leaves a data directory as a runtime does that was killed while executions waited: `node fill-directory.ts CASE DIRECTORY`.
 */
import { administrator } from '../../../local/kernel/service.ts';
import { type CaseName, cases } from './cases.ts';
import { openKernel, roleArn } from './engines/open-kernel.ts';

const [name, directory] = process.argv.slice(2) as [CaseName, string];
const subject = cases[name];
if (subject.kind !== 'recovery') throw new Error(`there is nothing to recover in ${name}`);
const { kernel, clock } = await openKernel(directory);
const call = (operation: string, input: object): Promise<unknown> =>
  kernel.call({ service: 'states', operation, input, caller: administrator });
const machine = { name: 'bench', definition: JSON.stringify(subject.definition), roleArn };
const { stateMachineArn } = (await call('CreateStateMachine', machine)) as { readonly stateMachineArn: string };
const batchSize = 1_000;

await startAll(subject.ended);
await clock.runUntil(clock.nowMs() + 2 * 86_400_000);
await startAll(subject.open);
// No `close`: what is on disk has to be enough.
process.exit();

async function startAll(count: number): Promise<void> {
  for (let first = 0; first < count; first += batchSize) {
    const inputs = Array.from({ length: batchSize }, (_, offset) => JSON.stringify(cases[name].input(first + offset)));
    await Promise.all(inputs.map((input) => call('StartExecution', { stateMachineArn, input })));
    await kernel.work.whenIdle();
    await kernel.journal.flushed();
  }
}
