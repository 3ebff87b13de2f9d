import type { ObservedEvent, Runtime } from '../../local/runtime.ts';
import { buildReport, type Report } from './build-report.ts';
import type { Tape, TapeStep } from './parse-tape.ts';
import { type Stage, setUpStage, setUpStageWithPowerCuts } from './stage.ts';

export interface PlayOptions {
  readonly assemblyDirectory: string;
  readonly seed: number;
  readonly log: (line: string) => void;
  /** Looks around in the runtime when the tape has been played. One with power cuts is out of reach: it is not asked. */
  readonly inspect?: (runtime: Runtime) => Promise<void>;
}

/**
 * Plays a tape on a fresh runtime: each step at its instant, before what falls due then. The same tape gives the same
 * report. A tape with power cuts runs in a process of its own, on a journal.
 */
export async function playTape(tape: Tape, { assemblyDirectory, seed, log, inspect }: PlayOptions): Promise<Report> {
  const hasPowerCuts = tape.steps.some(({ kind }) => kind === 'kill');
  const setUp = hasPowerCuts ? setUpStageWithPowerCuts : setUpStage;
  const stage = await setUp({
    assemblyDirectory,
    startMs: tape.startMs,
    seed,
    onEvent: (event) => {
      const line = noteworthy(event);
      if (line !== null) log(`${new Date(event.atMs).toISOString()} ${line}`);
    },
  });
  try {
    for (const [index, step] of tape.steps.entries()) {
      await stage.runUntil(step.atMs);
      await take(stage, step, index, log);
      await stage.settle();
    }
    await stage.runThrough(tape.untilMs);
    if (inspect && stage.runtime) await inspect(stage.runtime);
    return buildReport({
      name: tape.name,
      untilMs: tape.untilMs,
      payments: stage.providers.payments(),
      ...(await stage.collect()),
    });
  } finally {
    await stage.close();
  }
}

async function take(stage: Stage, step: TapeStep, index: number, log: (line: string) => void): Promise<void> {
  switch (step.kind) {
    case 'event': {
      for (let time = 0; time < step.times; time += 1) {
        const refusal = await stage.emit(step.detailType, step.detail);
        if (refusal !== null) log(`step ${index}: the bus refused ${step.detailType}: ${refusal}`);
      }
      return;
    }
    case 'world':
      await stage.change(step.world);
      return;
    case 'kill':
      await stage.kill();
      log(`step ${index}: the power was cut`);
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
