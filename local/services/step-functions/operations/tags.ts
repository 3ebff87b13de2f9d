import type { Operation } from '../../../kernel/service.ts';
import type { StepFunctionsContext } from '../context.ts';
import { stepFunctionsErrors } from '../errors.ts';
import type { StateMachine } from '../machine-store.ts';
import { mergeTags, type Tag } from '../tags.ts';

type ByResource = { readonly resourceArn: string };
type TagInput = ByResource & { readonly tags: readonly Tag[] };
type UntagInput = ByResource & { readonly tagKeys: readonly string[] };

/** Operations on the tags of state machines. Versions and aliases have none. */
export function createTagOperations({ machines }: StepFunctionsContext): Readonly<Record<string, Operation>> {
  const onResource = (action: string) => (input: ByResource) => [{ action, resource: input.resourceArn }];
  const tagged = (arn: string): StateMachine => {
    const stateMachine = machines.machines.get(arn);
    if (stateMachine === undefined) throw stepFunctionsErrors.resourceNotFound(`Resource not found: '${arn}'`);
    return stateMachine;
  };

  return {
    TagResource: {
      access: onResource('states:TagResource'),
      handle: ({ resourceArn, tags }: TagInput) => {
        const stateMachine = tagged(resourceArn);
        stateMachine.tags = mergeTags(stateMachine.tags, tags);
        machines.changed(stateMachine);
        return {};
      },
    },
    UntagResource: {
      access: onResource('states:UntagResource'),
      handle: ({ resourceArn, tagKeys }: UntagInput) => {
        const stateMachine = tagged(resourceArn);
        stateMachine.tags = stateMachine.tags.filter(({ key }) => !tagKeys.includes(key));
        machines.changed(stateMachine);
        return {};
      },
    },
    ListTagsForResource: {
      access: onResource('states:ListTagsForResource'),
      handle: ({ resourceArn }: ByResource) => ({ tags: tagged(resourceArn).tags }),
    },
  };
}
