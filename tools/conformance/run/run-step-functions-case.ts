import { groupBranches } from '../compare/branches.ts';
import { type Difference, differences, withoutHeaderCopies } from '../compare/same.ts';
import type { IndexEntry, LambdaBehaviours, StepFunctionsCase } from '../corpus/cases.ts';
import { normalise } from '../normalise/normalise.ts';
import { doubleOf, isSlow } from '../target/lambda-double.ts';
import type { OpenTarget } from '../target/target.ts';
import { startActors } from './drivers.ts';
import { NotBuilt } from './not-built.ts';
import { createNames, pickOwnValues } from './own-values.ts';
import { buildResources } from './resources.ts';
import { type Verdict, verdictOf } from './result.ts';
import { runMachines } from './run-machines.ts';
import { runSteps } from './run-steps.ts';
import { runTestState } from './run-test-state.ts';
import { createSession, type Session } from './session.ts';
import { recordSideKeys } from './side-keys.ts';

interface Surroundings {
  readonly openTarget: OpenTarget;
  readonly lambdas: LambdaBehaviours;
  /** Makes the names of one run differ from those of another against the same endpoint. */
  readonly runName: string;
}

/** Builds what the case names, runs it, and compares every answer that was recorded. */
export async function runStepFunctionsCase(
  subject: StepFunctionsCase,
  { concurrent = false }: Pick<IndexEntry, 'concurrent'>,
  { openTarget, lambdas, runName }: Surroundings,
): Promise<Verdict> {
  if (keysAskedFor(subject).length === 0)
    throw new NotBuilt('AWS was never asked: the client of the test refused what was recorded');
  const hasSlowFunctions = subject.lambdas.some(({ behaviour }) => isSlow(behaviour, lambdas));
  const target = await openTarget({ hasSlowFunctions });
  try {
    const own = pickOwnValues(subject, {
      account: target.account,
      nameOf: createNames(`${runName}${subject.id}`),
      nowMs: target.nowMs(),
    });
    const session = createSession(target, subject, own);
    const functions = subject.lambdas.map(({ namePlaceholder, behaviour }) => ({
      name: session.own(namePlaceholder),
      source: doubleOf(behaviour, lambdas),
    }));
    await target.prepare({ roleNames: own.roleNames, functions });
    await buildResources(session);
    await startActors(session);
    if (subject.kind === 'test_state') await runTestState(session);
    else if (subject.steps !== undefined) await runSteps(session);
    else await runMachines(session);
    await recordSideKeys(session);
    return verdictOf(compare(session, concurrent), [...session.notes, ...target.problems()]);
  } finally {
    await target.close();
  }
}

/** Some recordings are of what the test's own client refused to send: no answer of AWS. */
function keysAskedFor({ steps = [], expected }: StepFunctionsCase): string[] {
  const unasked = new Set(steps.flatMap(({ clientSideError, recordedAs = [] }) => (clientSideError ? recordedAs : [])));
  return Object.keys(expected).filter((key) => !unasked.has(key));
}

function compare(session: Session, isConcurrent: boolean): Difference[] {
  const { subject, recorded, values, target } = session;
  const actual = normalise(inOrderOf(recorded, subject.expected), {
    transformers: subject.transformers,
    tokens: tokensOf(session),
    values,
    account: target.account,
    recording: JSON.stringify(subject.expected),
  });
  return keysAskedFor(subject).flatMap((key) => {
    const sides = [subject.expected[key], actual[key]].map(withoutHeaderCopies);
    const [left, right] = isConcurrent ? sides.map(groupBranches) : sides;
    const found = differences(left, right, key);
    // Branches are grouped for the comparison only; the plain histories are easier to read where they tell it, too.
    const plain = isConcurrent && found.length > 0 ? differences(sides[0], sides[1], key) : found;
    return plain.length > 0 && plain.length <= found.length ? plain : found;
  });
}

/** Numbered tokens count in the order of the recording's keys. */
function inOrderOf(recorded: Record<string, unknown>, expected: Record<string, unknown>): Record<string, unknown> {
  const keys = Object.keys(expected).filter((key) => Object.hasOwn(recorded, key));
  return Object.fromEntries(keys.map((key) => [key, recorded[key]]));
}

/**
 * Own names with their tokens: those of the placeholders, and the parts of the ARNs that the executions were given. A
 * token that the recording does not hold was never put in, because something else had replaced the name before; and a
 * transformer that replaces a placeholder together with the text behind it comes before the placeholder's own token.
 */
function tokensOf(session: Session): [string, string][] {
  const { subject, values, started } = session;
  const recording = JSON.stringify(subject.expected);
  const literals = subject.transformers.flatMap(({ kind, text = '' }) => (kind === 'literal' ? [text] : []));
  const named = subject.placeholders.flatMap(({ placeholder, snapshotToken }): [string, string][] => {
    const own = values.get(placeholder);
    const isCovered = literals.some((text) => text.includes(placeholder));
    return own === undefined || snapshotToken === null || isCovered ? [] : [[own, snapshotToken]];
  });
  const parts = (subject.executions ?? []).flatMap(({ step, arn = '' }): [string, string][] => {
    const ownParts = started.get(step)?.split(':') ?? [];
    return arn.split(':').flatMap((part, at): [string, string][] => {
      const isToken = /^<(?!corpus:|partition>|region>).*>$/.test(part);
      return isToken && ownParts[at] !== undefined ? [[ownParts[at], part]] : [];
    });
  });
  return [...activityTokens(session), ...named, ...parts].filter(([, token]) => recording.includes(token));
}

/**
 * The tests gave the ARN of their activity one token, which the corpus lists only where a definition or an input holds it.
 * Elsewhere it is the ARN that the case's only activity was answered with.
 */
function activityTokens({ subject, answers, target }: Session): [string, string][] {
  if (subject.placeholders.some(({ kind }) => kind === 'activity-arn')) return [];
  const created = (subject.steps ?? [])
    .filter(({ op }) => op === 'create_activity')
    .flatMap(({ id }) => answers.get(id)?.body.activityArn ?? []);
  const [arn, ...others] = new Set(created.map(String));
  const { region, accountId } = target.account;
  const isArn = arn?.startsWith(`arn:aws:states:${region}:${accountId}:activity:`) === true;
  return isArn && others.length === 0 ? [[arn, 'activity_arn']] : [];
}
