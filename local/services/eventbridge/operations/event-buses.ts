import { AwsError } from '../../../kernel/aws-error.ts';
import type { Operation } from '../../../kernel/service.ts';
import { type Bus, defaultBusName } from '../bus-store.ts';
import { busAccess, type EventsContext } from '../events-context.ts';

interface NameInput {
  readonly Name: string;
}

export function createEventBusOperation(context: EventsContext): Operation<NameInput> {
  return {
    access: ({ Name }) => busAccess(context, 'CreateEventBus', Name),
    handle: ({ Name }) => {
      if (!/^[.\-_A-Za-z0-9]{1,256}$/.test(Name ?? '')) {
        throw new AwsError('ValidationException', `The event bus name ${Name} is not valid.`);
      }
      if (context.buses.find(Name)) {
        throw new AwsError('ResourceAlreadyExistsException', `Event bus ${Name} already exists.`);
      }
      return { EventBusArn: context.buses.create(Name).arn };
    },
  };
}

export function deleteEventBusOperation(context: EventsContext): Operation<NameInput> {
  return {
    access: ({ Name }) => busAccess(context, 'DeleteEventBus', Name),
    handle: ({ Name }) => {
      if (Name === defaultBusName) throw new AwsError('ValidationException', 'Cannot delete event bus default.');
      const bus = context.buses.find(Name);
      if (bus && bus.rules.size > 0) {
        throw new AwsError('ValidationException', `Event bus ${Name} can't be deleted since it has rules.`);
      }
      context.buses.delete(Name);
      return {};
    },
  };
}

export function describeEventBusOperation(context: EventsContext): Operation<{ readonly Name?: string }> {
  return {
    access: ({ Name }) => busAccess(context, 'DescribeEventBus', Name),
    handle: ({ Name }) => describe(context.buses.get(Name)),
  };
}

export function listEventBusesOperation(context: EventsContext): Operation<{ readonly NamePrefix?: string }> {
  return {
    access: () => busAccess(context, 'ListEventBuses', '*'),
    handle: ({ NamePrefix = '' }) => ({
      EventBuses: context.buses
        .list()
        .filter(({ name }) => name.startsWith(NamePrefix))
        .map(describe),
    }),
  };
}

function describe({ name, arn, statements }: Bus): Record<string, unknown> {
  const policy = { Version: '2012-10-17', Statement: [...statements.values()] };
  return { Name: name, Arn: arn, ...(statements.size > 0 && { Policy: JSON.stringify(policy) }) };
}
