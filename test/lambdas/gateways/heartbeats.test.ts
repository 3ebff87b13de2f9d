import { InvalidToken, TaskDoesNotExist, TaskTimedOut } from '@aws-sdk/client-sfn';
import { describe, expect, it } from 'vitest';
import { createHeartbeats } from '../../../lambdas/gateways/heartbeats.ts';
import { fakeClient } from './support/fake-client.ts';

const failure = { $metadata: {}, message: '' };

describe('a sign of life', () => {
  it('goes to the wait of the token', async () => {
    const client = fakeClient();
    expect(await createHeartbeats(client).send('token-1')).toBe('taken');
    expect(client.asked).toEqual([{ command: 'SendTaskHeartbeatCommand', input: { taskToken: 'token-1' } }]);
  });

  it.each([new TaskTimedOut(failure), new TaskDoesNotExist(failure)])('is of no use after %s', async (refusal) => {
    expect(await createHeartbeats(fakeClient(refusal)).send('token-1')).toBe('over');
  });

  it('fails where Step Functions refuses the token itself', async () => {
    await expect(createHeartbeats(fakeClient(new InvalidToken(failure))).send('junk')).rejects.toThrow(InvalidToken);
  });
});
