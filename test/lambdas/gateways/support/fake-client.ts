/** An AWS client that answers from a list and keeps what it was asked. */
export interface FakeClient {
  readonly asked: Array<{ readonly command: string; readonly input: unknown }>;
  send(command: object): Promise<never>;
}

/** @param answers one a call, in order; an `Error` is thrown; after the last one, everything is answered by `{}` */
export function fakeClient(...answers: readonly unknown[]): FakeClient {
  const asked: FakeClient['asked'] = [];
  return {
    asked,
    async send(command) {
      const answer = answers[asked.length] ?? {};
      asked.push({ command: command.constructor.name, input: (command as { input: unknown }).input });
      if (answer instanceof Error) throw answer;
      return answer as never;
    },
  };
}

/** An AWS error as SDK clients throw it. */
export function awsError(name: string): Error {
  return Object.assign(new Error('from AWS'), { name, $metadata: { httpStatusCode: 400 } });
}
