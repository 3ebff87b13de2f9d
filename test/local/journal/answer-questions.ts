import { doubles } from './generate-machine.ts';
import type { Call } from './power-cut.ts';

/**
 * Who answers task tokens, by what the machine that asked has written beside them. As plain data, so that it can be taken
 * over from one runtime by the next: what was not acknowledged by the first is asked of the second again, as clients do.
 */
export interface Answerer {
  /** Tokens that wait, with how many rounds ago they were received, oldest first. */
  readonly waiting: { readonly token: string; readonly answer: Answer; age: number }[];
  /** What is to be done yet in this round. */
  due: number;
}

type Answer = 'success' | 'failure' | 'late' | 'never' | 'heartbeats';

export function createAnswerer(): Answerer {
  return { waiting: [], due: 0 };
}

/** Takes in new questions, and lets a round begin. */
export async function receiveQuestions(answerer: Answerer, call: Call): Promise<void> {
  for (;;) {
    const { Messages = [] } = await call<{ Messages?: { Body: string; ReceiptHandle: string }[] }>(
      'sqs',
      'ReceiveMessage',
      { QueueUrl: doubles.queueUrl, MaxNumberOfMessages: 10 },
    );
    if (Messages.length === 0) break;
    for (const { Body, ReceiptHandle } of Messages) {
      const { token, answer } = JSON.parse(Body) as { token: string; answer: Answer };
      answerer.waiting.push({ token, answer, age: -1 });
      await call('sqs', 'DeleteMessage', { QueueUrl: doubles.queueUrl, ReceiptHandle });
    }
  }
  for (const waiting of answerer.waiting) waiting.age += 1;
  answerer.due = answerer.waiting.length;
}

/** Does what is left of the round, oldest question first. A token that nobody waits for any more is over as well. */
export async function answerQuestions(answerer: Answerer, call: Call): Promise<void> {
  while (answerer.due > 0) {
    const question = answerer.waiting[answerer.waiting.length - answerer.due]!;
    const isOver = await answer(question, call);
    answerer.due -= 1;
    if (isOver) answerer.waiting.splice(answerer.waiting.indexOf(question), 1);
  }
}

async function answer({ token, answer, age }: Answerer['waiting'][number], call: Call): Promise<boolean> {
  const send = (operation: string, input: object): Promise<boolean> =>
    call('states', operation, { taskToken: token, ...input }).then(
      () => operation !== 'SendTaskHeartbeat',
      (error: { code?: string }) => {
        if (error.code === 'TaskTimedOut' || error.code === 'TaskDoesNotExist') return true;
        throw error;
      },
    );
  const succeed = () => send('SendTaskSuccess', { output: JSON.stringify({ n: age, list: [] }) });
  switch (answer) {
    case 'success':
      return succeed();
    case 'failure':
      return send('SendTaskFailure', { error: 'Busy', cause: 'not today' });
    case 'late':
      return age < 3 ? false : succeed();
    case 'heartbeats':
      return age < 4 ? send('SendTaskHeartbeat', {}) : succeed();
    case 'never':
      return true;
  }
}
