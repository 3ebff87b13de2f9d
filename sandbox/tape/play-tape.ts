import type { ObservedEvent } from '../../local/runtime.ts';
import { type LegworkSandbox, startLegwork } from '../legwork.ts';
import { buildReport, type Report } from './build-report.ts';
import type { Tape, TapeStep } from './parse-tape.ts';
import { readWorkflows } from './read-workflows.ts';

export interface PlayOptions {
  readonly assemblyDirectory: string;
  readonly seed: number;
  readonly log: (line: string) => void;
}

/** Plays a tape on a fresh runtime: each step at its instant, before what falls due then. The same tape gives the same report. */
export async function playTape(tape: Tape, { assemblyDirectory, seed, log }: PlayOptions): Promise<Report> {
  const observed: ObservedEvent[] = [];
  const legwork = await startLegwork({
    assemblyDirectory,
    clock: { kind: 'skip', startMs: tape.startMs },
    seed,
    port: 0,
    onEvent: (event) => {
      observed.push(event);
      const line = noteworthy(event);
      if (line !== null) log(`${new Date(event.atMs).toISOString()} ${line}`);
    },
  });
  try {
    for (const [index, step] of tape.steps.entries()) {
      await legwork.runtime.runUntil(step.atMs);
      await take(legwork, step, index, log);
      await legwork.runtime.kernel.work.whenIdle();
    }
    await legwork.runtime.runThrough(tape.untilMs);
    return buildReport({
      name: tape.name,
      observed,
      payments: legwork.providers.payments(),
      workflows: await readWorkflows(legwork),
      ...legwork.runtime.report(),
    });
  } finally {
    await legwork.close();
  }
}

async function take(
  legwork: LegworkSandbox,
  step: TapeStep,
  index: number,
  log: (line: string) => void,
): Promise<void> {
  switch (step.kind) {
    case 'event': {
      for (let time = 0; time < step.times; time += 1) {
        const refusal = await legwork.emit(step.detailType, step.detail);
        if (refusal !== null) log(`step ${index}: the bus refused ${step.detailType}: ${refusal}`);
      }
      return;
    }
    case 'world':
      legwork.change(step.world);
      return;
    case 'kill':
      throw new Error(`step ${index}: kill needs the journal, which the runtime does not have yet`);
  }
}

/** What a reader of standard error wants to know while a tape plays: trouble, nothing else. */
function noteworthy(event: ObservedEvent): string | null {
  switch (event.kind) {
    case 'lambda-failed':
      return `${event.functionName} failed: ${event.errorType}: ${event.errorMessage}`;
    case 'access-denied':
      return `${event.principal} may not ${event.action} on ${event.resource}`;
    case 'message-dead-lettered':
      return `dead letter in ${event.queueName}: ${event.attributes.reason ?? 'received too often'}`;
    case 'execution-ended':
      return event.status === 'SUCCEEDED' ? null : `${event.name} ${event.status}: ${event.error} ${event.cause}`;
    default:
      return null;
  }
}
