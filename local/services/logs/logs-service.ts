import type { ResourceProvider } from '../../assembly/resource-provider.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { Service } from '../../kernel/service.ts';
import { createLogStore } from './log-store.ts';
import { filterLogEventsOperation, putLogEventsOperation } from './operations/log-events.ts';
import {
  createLogGroupOperation,
  createLogStreamOperation,
  describeLogGroupsOperation,
} from './operations/log-groups.ts';
import { logGroupProvider } from './resources/log-group.ts';

export interface LogsService {
  readonly service: Service;
  readonly resourceProviders: readonly ResourceProvider[];
  /** Writes a line of now; group and stream are made where they are missing, as Lambda makes them. */
  append(groupName: string, streamName: string, message: string): void;
}

export function createLogsService(kernel: Kernel): LogsService {
  const store = createLogStore(kernel);
  return {
    service: {
      name: 'logs',
      operations: {
        CreateLogGroup: createLogGroupOperation(store),
        CreateLogStream: createLogStreamOperation(store),
        DescribeLogGroups: describeLogGroupsOperation(store),
        FilterLogEvents: filterLogEventsOperation(store),
        PutLogEvents: putLogEventsOperation(store),
      },
    },
    resourceProviders: [logGroupProvider(store)],
    append: (groupName, streamName, message) =>
      store.append(
        store.findGroup(groupName) ?? store.createGroup(groupName),
        streamName,
        kernel.clock.nowMs(),
        message,
      ),
  };
}
