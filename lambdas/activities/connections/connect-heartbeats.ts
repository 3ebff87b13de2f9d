import { SFNClient } from '@aws-sdk/client-sfn';
import { createHeartbeats, type Heartbeats } from '../../gateways/heartbeats.ts';

export function connectHeartbeats(): Heartbeats {
  return createHeartbeats(new SFNClient({}));
}
