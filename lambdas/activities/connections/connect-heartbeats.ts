import { SFNClient } from '@aws-sdk/client-sfn';
import { createHeartbeats, type Heartbeats } from '../../gateways/heartbeats.ts';
import { createClient } from '../../middleware/aws-clients.ts';

export function connectHeartbeats(): Heartbeats {
  return createHeartbeats(createClient((options) => new SFNClient(options)));
}
