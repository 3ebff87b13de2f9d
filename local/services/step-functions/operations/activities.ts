import type { Operation } from '../../../kernel/service.ts';
import type { StepFunctionsContext } from '../context.ts';
import { stepFunctionsErrors } from '../errors.ts';
import { assertName } from '../names.ts';
import { type PageInput, pageOf } from '../paging.ts';

interface Activity {
  readonly activityArn: string;
  readonly name: string;
  readonly creationDate: Date;
}

const store = 'states/activities';

type ByActivity = { readonly activityArn: string };
type ByName = { readonly name: string };

/**
 * Operations on activities as such. No machine can have a task for one yet (`compileMachine` refuses their ARNs), so that
 * whoever asks for a task is told at once that there is none: waiting would bring none.
 */
export function createActivityOperations({ kernel, arns }: StepFunctionsContext): Readonly<Record<string, Operation>> {
  const { journal } = kernel;
  const activities = new Map<string, Activity>(journal.load<Activity>(store));
  const onActivity = (action: string) => (input: ByActivity) => [{ action, resource: input.activityArn }];
  const get = (arn: string): Activity => {
    const activity = activities.get(arn);
    if (activity === undefined) throw stepFunctionsErrors.activityDoesNotExist(arn);
    return activity;
  };

  const create = ({ name }: ByName) => {
    assertName(name);
    const activityArn = arns.activity(name);
    const existing = activities.get(activityArn);
    if (existing !== undefined) return { activityArn, creationDate: existing.creationDate };
    const creationDate = new Date(kernel.clock.nowMs());
    activities.set(activityArn, { activityArn, name, creationDate });
    journal.put(store, activityArn, () => activities.get(activityArn));
    return { activityArn, creationDate };
  };

  return {
    CreateActivity: {
      access: ({ name }: ByName) => [{ action: 'states:CreateActivity', resource: arns.activity(name) }],
      handle: create,
    },
    DescribeActivity: {
      access: onActivity('states:DescribeActivity'),
      handle: ({ activityArn }: ByActivity) => {
        return { ...get(activityArn), encryptionConfiguration: { type: 'AWS_OWNED_KEY' } };
      },
    },
    ListActivities: {
      access: () => [{ action: 'states:ListActivities', resource: '*' }],
      handle: (input: PageInput) => {
        const { items, ...rest } = pageOf([...activities.values()], input);
        return { activities: items, ...rest };
      },
    },
    DeleteActivity: {
      access: onActivity('states:DeleteActivity'),
      handle: ({ activityArn }: ByActivity) => {
        activities.delete(activityArn);
        journal.remove(store, activityArn);
        return {};
      },
    },
    GetActivityTask: {
      access: onActivity('states:GetActivityTask'),
      handle: ({ activityArn }: ByActivity) => {
        get(activityArn);
        return {};
      },
    },
  };
}
