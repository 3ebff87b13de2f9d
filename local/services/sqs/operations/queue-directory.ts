import type { Operation } from '../../../kernel/service.ts';
import { meterRequest, namedQueueAccess, queueAccess, type SqsContext } from '../sqs-context.ts';
import { missingParameter, queueDoesNotExist } from '../sqs-errors.ts';

interface QueueUrlInput {
  readonly QueueUrl: string;
}

export function deleteQueueOperation(context: SqsContext): Operation<QueueUrlInput> {
  return {
    access: ({ QueueUrl }) => queueAccess(context, 'DeleteQueue', QueueUrl),
    handle: ({ QueueUrl }) => {
      context.queues.delete(context.queues.ofUrl(QueueUrl));
      meterRequest(context);
      return {};
    },
  };
}

export function purgeQueueOperation(context: SqsContext): Operation<QueueUrlInput> {
  return {
    access: ({ QueueUrl }) => queueAccess(context, 'PurgeQueue', QueueUrl),
    handle: ({ QueueUrl }) => {
      context.queues.ofUrl(QueueUrl).messages.clear();
      meterRequest(context);
      return {};
    },
  };
}

export function getQueueUrlOperation(context: SqsContext): Operation<{ QueueName: string }> {
  return {
    access: ({ QueueName }) => {
      if (!QueueName) throw missingParameter('QueueName');
      return namedQueueAccess(context, 'GetQueueUrl', QueueName);
    },
    handle: ({ QueueName }) => {
      if (!context.queues.find(QueueName)) throw queueDoesNotExist();
      meterRequest(context);
      return { QueueUrl: context.queues.urlOf(QueueName) };
    },
  };
}

interface ListQueuesInput {
  readonly QueueNamePrefix?: string;
  readonly MaxResults?: number;
  readonly NextToken?: string;
}

export function listQueuesOperation(context: SqsContext): Operation<ListQueuesInput> {
  return {
    access: () => [{ action: 'sqs:ListQueues', resource: context.queues.arnOf('*') }],
    handle: ({ QueueNamePrefix = '', MaxResults = 1000, NextToken = '' }) => {
      meterRequest(context);
      const names = context.queues
        .list()
        .map(({ name }) => name)
        .filter((name) => name.startsWith(QueueNamePrefix) && name > NextToken)
        .sort();
      const page = names.slice(0, MaxResults);
      return {
        QueueUrls: page.map((name) => context.queues.urlOf(name)),
        ...(names.length > page.length && { NextToken: page.at(-1) }),
      };
    },
  };
}
