import { AwsError } from '../../../kernel/aws-error.ts';
import type { Operation } from '../../../kernel/service.ts';
import type { LogStore } from '../log-store.ts';

interface GroupInput {
  readonly logGroupName: string;
}

export function createLogGroupOperation(store: LogStore): Operation<GroupInput> {
  return {
    access: ({ logGroupName }) => [{ action: 'logs:CreateLogGroup', resource: store.groupArn(logGroupName) }],
    handle: ({ logGroupName }) => {
      if (!/^[.\-_/#A-Za-z0-9]{1,512}$/.test(logGroupName ?? '')) {
        throw new AwsError('InvalidParameterException', `The log group name ${logGroupName} is not valid.`);
      }
      store.createGroup(logGroupName);
      return {};
    },
  };
}

export function describeLogGroupsOperation(store: LogStore): Operation<{ readonly logGroupNamePrefix?: string }> {
  return {
    access: () => [{ action: 'logs:DescribeLogGroups', resource: store.groupArn('*') }],
    handle: ({ logGroupNamePrefix = '' }) => ({
      logGroups: store
        .groups()
        .filter(({ name }) => name.startsWith(logGroupNamePrefix))
        .map(({ name, arn, createdAtMs, retentionDays }) => ({
          logGroupName: name,
          arn: `${arn}:*`,
          creationTime: createdAtMs,
          ...(retentionDays !== undefined && { retentionInDays: retentionDays }),
        })),
    }),
  };
}

type StreamInput = GroupInput & { readonly logStreamName: string };

export function createLogStreamOperation(store: LogStore): Operation<StreamInput> {
  return {
    access: ({ logGroupName, logStreamName }) => [
      { action: 'logs:CreateLogStream', resource: streamArn(store, logGroupName, logStreamName) },
    ],
    handle: ({ logGroupName, logStreamName }) => {
      const { streams, createdAtMs } = store.group(logGroupName);
      if (streams.has(logStreamName)) {
        throw new AwsError('ResourceAlreadyExistsException', 'The specified log stream already exists');
      }
      streams.set(logStreamName, { name: logStreamName, createdAtMs });
      return {};
    },
  };
}

export function streamArn(store: LogStore, groupName: string, streamName: string): string {
  return `${store.groupArn(groupName)}:log-stream:${streamName}`;
}
