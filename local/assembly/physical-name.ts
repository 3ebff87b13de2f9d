import { nameSuffix } from '../kernel/identifiers.ts';

/**
 * A name as CloudFormation makes one up for a resource that the template does not name, the same for the same stack and
 * logical id. `maxLength`: the longest that the service takes; the readable part is shortened to fit.
 */
export function physicalName(stackName: string, logicalId: string, maxLength: number): string {
  const suffix = nameSuffix(stackName, logicalId);
  const readable = `${stackName}-${logicalId}`.slice(0, maxLength - suffix.length - 1);
  return `${readable}-${suffix}`;
}
