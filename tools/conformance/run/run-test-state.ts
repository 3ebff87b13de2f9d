import { record } from './record.ts';
import type { Session } from './session.ts';

/** A case of calls of TestState, which runs a single state. */
export async function runTestState(session: Session): Promise<void> {
  for (const { definition, inputString, params, recordedAs } of session.subject.calls ?? []) {
    const answer = await session.call(
      'stepfunctions',
      'TestState',
      session.resolve({
        ...params,
        definition: { $definition: definition },
        ...(inputString !== undefined && { input: inputString }),
      }),
    );
    record(session, answer, { keys: recordedAs, operation: 'TestState' });
  }
}
