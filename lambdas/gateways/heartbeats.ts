/** Signs of life for a task that waits with a heartbeat. Step Functions keeps none of them in its history. */
import { SendTaskHeartbeatCommand, type SFNClient, TaskDoesNotExist, TaskTimedOut } from '@aws-sdk/client-sfn';

export interface Heartbeats {
  /** @returns `over` where nobody waits with this token any more: the wait has ended, or is another one by now */
  send(token: string): Promise<'taken' | 'over'>;
}

export function createHeartbeats(stepFunctions: Pick<SFNClient, 'send'>): Heartbeats {
  return {
    async send(taskToken) {
      try {
        await stepFunctions.send(new SendTaskHeartbeatCommand({ taskToken }));
        return 'taken';
      } catch (error) {
        if (error instanceof TaskTimedOut || error instanceof TaskDoesNotExist) return 'over';
        throw error;
      }
    },
  };
}
