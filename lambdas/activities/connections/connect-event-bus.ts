import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { createEventBus, type EventBus } from '../../gateways/event-bus.ts';
import { createClient } from '../../middleware/aws-clients.ts';
import { type Environment, requiredVariable } from '../../middleware/environment.ts';

export function connectEventBus(environment: Environment): EventBus {
  return createEventBus(
    createClient((options) => new EventBridgeClient(options)),
    requiredVariable(environment, 'EVENT_BUS_NAME'),
  );
}
