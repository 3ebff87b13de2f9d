import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { createEventBus, type EventBus } from '../../gateways/event-bus.ts';
import { type Environment, requiredVariable } from '../../middleware/environment.ts';

export function connectEventBus(environment: Environment): EventBus {
  return createEventBus(new EventBridgeClient({}), requiredVariable(environment, 'EVENT_BUS_NAME'));
}
