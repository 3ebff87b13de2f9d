import type { ResourceProvider } from '../../../assembly/resource-provider.ts';
import type { PolicyDocument } from '../../../kernel/service.ts';
import type { Bus } from '../bus-store.ts';
import type { EventsContext } from '../events-context.ts';

export function eventBusProvider({ buses }: EventsContext): ResourceProvider {
  const setPolicy = (bus: Bus, policy: unknown): void => {
    bus.statements.clear();
    const { Statement = [] } = (policy ?? {}) as Partial<PolicyDocument>;
    for (const [index, statement] of Statement.entries()) bus.statements.set(statement.Sid ?? String(index), statement);
    buses.changed(bus);
  };
  return {
    type: 'AWS::Events::EventBus',
    attributes: ['Arn', 'Name'],
    supported: ['Name', 'Policy'],
    ignored: {
      DeadLetterConfig: 'it collects what AWS cannot encrypt, and nothing is encrypted here',
      Description: 'nothing reads it',
      KmsKeyIdentifier: 'events are kept in memory only',
      LogConfig: 'the feed of the runtime tells of every event',
      Tags: 'nothing reads tags here',
    },
    create({ logicalId, properties }) {
      const name = String(properties.Name);
      if (buses.find(name)) throw new Error(`${logicalId}: an event bus named ${name} exists already`);
      const bus = buses.create(name);
      setPolicy(bus, properties.Policy);
      return { ref: name, attributes: { Arn: bus.arn, Name: name } };
    },
    update({ properties }, current) {
      setPolicy(buses.get(current.ref), properties.Policy);
      return current;
    },
  };
}
