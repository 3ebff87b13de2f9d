import type { ResourceProvider, ResourceRequest } from '../../../assembly/resource-provider.ts';
import type { PolicyStatement } from '../../../kernel/service.ts';
import type { EventsContext } from '../events-context.ts';

export function eventBusPolicyProvider({ buses }: EventsContext): ResourceProvider {
  const apply = ({ properties }: ResourceRequest): void => {
    const { EventBusName, StatementId, Statement } = properties;
    const bus = buses.get(EventBusName as string | undefined);
    bus.statements.set(String(StatementId), Statement as PolicyStatement);
    buses.changed(bus);
  };
  return {
    type: 'AWS::Events::EventBusPolicy',
    attributes: [],
    supported: ['EventBusName', 'Statement', 'StatementId'],
    ignored: {},
    create(request) {
      apply(request);
      return { ref: `${request.stackName}-${request.logicalId}`, attributes: {} };
    },
    update(request, current) {
      apply(request);
      return current;
    },
  };
}
