import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { administrator, type ServiceName } from '../../../local/kernel/service.ts';
import { createRuntime, type Runtime, type RuntimeOptions } from '../../../local/runtime.ts';

/** 2026-03-01T00:00:00Z */
export const startMs = 1_772_323_200_000;

export type Call = <Output = Record<string, unknown>>(
  service: ServiceName,
  operation: string,
  input?: unknown,
) => Promise<Output>;

interface Powered {
  readonly runtime: Runtime;
  readonly call: Call;
}

/** Runtimes whose power can be cut. `end` closes what is open and removes what was written. */
export interface PowerStation {
  start(): Promise<Powered>;
  /** A runtime on exactly what the disk has of another one at this moment. The other one is closed afterwards. */
  cutPower(powered: Powered): Promise<Powered>;
  end(): Promise<void>;
}

export function createPowerStation(options: Partial<RuntimeOptions> = {}): PowerStation {
  const directories = new Map<Runtime, string>();
  const startOn = async (dataDirectory: string): Promise<Powered> => {
    const runtime = await createRuntime({ clock: { kind: 'skip', startMs }, seed: 7, dataDirectory, ...options });
    directories.set(runtime, dataDirectory);
    const call: Call = async (service, operation, input = {}) => {
      const output = await runtime.kernel.call({ service, operation, input, caller: administrator });
      return output as never;
    };
    return { runtime, call };
  };
  const newDirectory = (): string => mkdtempSync(join(tmpdir(), 'power-station-'));
  return {
    start: () => startOn(newDirectory()),
    async cutPower({ runtime }) {
      await runtime.flushed();
      const copy = newDirectory();
      cpSync(directories.get(runtime)!, copy, { recursive: true });
      // Two runtimes cannot have one port; a power cut leaves it free.
      await runtime.close();
      rmSync(directories.get(runtime)!, { recursive: true, force: true });
      directories.delete(runtime);
      return startOn(copy);
    },
    async end() {
      for (const [runtime, directory] of directories) {
        await runtime.close();
        rmSync(directory, { recursive: true, force: true });
      }
    },
  };
}
