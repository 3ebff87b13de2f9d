import type { Service } from '../kernel/service.ts';
import type { Iam } from './iam.ts';

/** What of STS clients ask to find out who they are. */
export function createStsService(iam: Iam, accountId: string): Service {
  return {
    name: 'sts',
    operations: {
      GetCallerIdentity: {
        // AWS answers this to everybody, even against an explicit Deny.
        access: () => [],
        handle: (_input, { caller }) => {
          const arn = iam.principalArn(caller);
          return { UserId: arn.slice(arn.lastIndexOf('/') + 1), Account: accountId, Arn: arn };
        },
      },
    },
  };
}
