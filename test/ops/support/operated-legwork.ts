import type { Surroundings } from '../../../ops/support/surroundings.ts';
import { ensureAssembly } from '../../../sandbox/assembly.ts';
import { type LegworkSandbox, startLegwork } from '../../../sandbox/legwork.ts';
import { type CommandResult, runLegwork } from './run-legwork.ts';

export const startMs = Date.parse('2026-03-01T09:00:00Z');

export const booking = (id: string, more: Record<string, unknown> = {}) => ({
  id,
  customerId: 'C-1',
  zone: 'Europe/Berlin',
  start: '2026-03-10T10:00:00Z',
  end: '2026-03-12T10:00:00Z',
  vehicleId: 'V-1',
  deposit: { amountCents: 20_000, currency: 'EUR' },
  paymentMethodId: 'pm_1',
  legs: [],
  ...more,
});

export interface OperatedLegwork extends LegworkSandbox {
  /** A command line against the runtime, over its port, at the runtime's own time. */
  legwork(commandLine: readonly string[], more?: Partial<Surroundings>): Promise<CommandResult>;
  /** The same with `--json`, parsed. */
  legworkJson<Result>(...commandLine: readonly string[]): Promise<Result>;
  /** An event of the booking service, and all that comes of it at once. */
  tell(detailType: string, eventId: string, fields: Record<string, unknown>, version?: number): Promise<void>;
}

export async function operateLegwork(): Promise<OperatedLegwork> {
  const sandbox = await startLegwork({
    assemblyDirectory: await ensureAssembly(() => {}),
    clock: { kind: 'skip', startMs },
    seed: 1,
    port: 0,
  });
  const { runtime } = sandbox;
  const nowMs = () => runtime.kernel.clock.nowMs();
  const legwork: OperatedLegwork['legwork'] = (commandLine, more) =>
    runLegwork([...commandLine, '--local', '--endpoint-url', runtime.endpoint], { nowMs, ...more });
  return {
    ...sandbox,
    legwork,
    async legworkJson(...commandLine) {
      const { exitCode, out, error } = await legwork([...commandLine, '--json']);
      if (out === '') throw new Error(`exit code ${exitCode}: ${error}`);
      return JSON.parse(out);
    },
    async tell(detailType, eventId, fields, version = 1) {
      const occurredAt = new Date(nowMs()).toISOString();
      const refusal = await sandbox.emit(detailType, { eventId, occurredAt, version, ...fields });
      if (refusal !== null) throw new Error(refusal);
      await runtime.kernel.work.whenIdle();
    },
  };
}
