/** Measures one bundle in this process: `node measure.ts BUNDLE HANDLER INVOCATIONS`. Prints one JSON object. */
import { pathToFileURL } from 'node:url';
import { answerCall, environment, events, nowMs } from './cases.ts';
import { answerEverything } from './quick-answers.ts';

/** One bundle in one process. */
export interface LambdaFigures {
  /** Of the processor, from the import to the first answer: what a cold start of the code costs. */
  readonly importMs: number;
  readonly firstInvocationMs: number;
  /** Of the processor, once the code is warm. */
  readonly invocationUs: number;
  /** To AWS and to providers, once the code is warm. */
  readonly calls: number;
}

const [bundle, name, count] = process.argv.slice(2) as [string, string, string];
const invocations = Number(count);
const eventOf: (invocation: number) => unknown = name in events ? events[name as keyof typeof events] : () => ({});
const processorUs = (): number => {
  const { user, system } = process.cpuUsage();
  return user + system;
};

Object.assign(process.env, environment);
const calls = answerEverything(answerCall);
// Log lines are made, and written to nobody: standard output is for the figures.
const print = process.stdout.write.bind(process.stdout);
process.stdout.write = () => true;
const importedFromUs = processorUs();
const { handler } = (await import(pathToFileURL(bundle).href)) as {
  handler: (event: unknown, context: object) => Promise<unknown>;
};
const importMs = (processorUs() - importedFromUs) / 1_000;
Date.now = () => nowMs;

let invocation = 0;
const invoke = (): Promise<unknown> => {
  invocation += 1;
  const context = { awsRequestId: `request-${invocation}`, getRemainingTimeInMillis: () => 4_000 };
  // As Lambda hands it over: an object of its own each time.
  return handler(JSON.parse(JSON.stringify(eventOf(invocation))), context);
};

const firstFromUs = processorUs();
await invoke();
const firstInvocationMs = (processorUs() - firstFromUs) / 1_000;
for (let warming = 0; warming < invocations / 2; warming += 1) await invoke();
const callsBefore = calls();
const fromUs = processorUs();
for (let measured = 0; measured < invocations; measured += 1) await invoke();
const invocationUs = (processorUs() - fromUs) / invocations;
const figures: LambdaFigures = {
  importMs,
  firstInvocationMs,
  invocationUs,
  calls: (calls() - callsBefore) / invocations,
};
print(JSON.stringify(figures));
