/** What a process needed until now. */
export interface ProcessSample {
  /** Time of all processors together. */
  readonly processorMs: number;
  readonly residentBytes: number;
  /** Of the main thread's JavaScript. */
  readonly heapBytes: number;
}

/** What the processes of a fleet needed together. */
export interface MachineRecord {
  /** @param name of the process */
  note(name: string, sample: ProcessSample): void;
  /** From now on it has no memory. */
  end(name: string): void;
  read(): {
    readonly processorMs: number;
    /** The most at any time. Between two samples of a process its memory counts as it was at the first. */
    readonly residentMegabytes: number;
    /** In the same way. */
    readonly heapMegabytes: number;
  };
}

export function createMachineRecord(): MachineRecord {
  const living = new Map<string, ProcessSample>();
  const processorMs = new Map<string, number>();
  const mostBytes = { resident: 0, heap: 0 };
  return {
    note(name, sample) {
      living.set(name, sample);
      processorMs.set(name, sample.processorMs);
      mostBytes.resident = Math.max(mostBytes.resident, sumOf([...living.values()].map((one) => one.residentBytes)));
      mostBytes.heap = Math.max(mostBytes.heap, sumOf([...living.values()].map((one) => one.heapBytes)));
    },
    end(name) {
      living.delete(name);
    },
    read: () => ({
      processorMs: Math.round(sumOf([...processorMs.values()])),
      residentMegabytes: Math.round(mostBytes.resident / 1e6),
      heapMegabytes: Math.round(mostBytes.heap / 1e6),
    }),
  };
}

/** @param since the process's time of the processor when what counts began. Unit: microseconds. Default: its start */
export function sampleProcess(since?: NodeJS.CpuUsage): ProcessSample {
  const { user, system } = process.cpuUsage(since);
  const { rss, heapUsed } = process.memoryUsage();
  return { processorMs: (user + system) / 1_000, residentBytes: rss, heapBytes: heapUsed };
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}
