import { parseMachineArn } from './arns.ts';
import { stepFunctionsErrors } from './errors.ts';
import type { Route } from './machine-store.ts';

const mostRoutes = 2;
const wholeWeight = 100;

/**
 * Throws `ValidationException` unless the routes are one or two, lead to different versions and share out 100 percent.
 * What the shape of the request forbids is told before what its contents do.
 */
export function assertRoutes(routes: readonly Route[]): void {
  if (routes.length < 1) throw constraint('[]', '', 'have length greater than or equal to 1');
  if (routes.length > mostRoutes) {
    const shown = routes.map(({ stateMachineVersionArn, weight }) => {
      return `RoutingConfigurationListItem(stateMachineVersionArn=${stateMachineVersionArn}, weight=${weight})`;
    });
    throw constraint(`[${shown.join(', ')}]`, '', `have length less than or equal to ${mostRoutes}`);
  }
  for (const [index, { weight }] of routes.entries()) {
    const place = `.${index + 1}.member.weight`;
    if (weight > wholeWeight)
      throw constraint(String(weight), place, `have value less than or equal to ${wholeWeight}`);
    if (weight < 0) throw constraint(String(weight), place, 'have value greater than or equal to 0');
  }
  const arns = routes.map(({ stateMachineVersionArn }) => stateMachineVersionArn);
  if (!arns.every(isVersionArn)) throw refusal('must contain state machine version ARNs', arns);
  if (new Set(arns).size < arns.length) throw refusal('must contain distinct state machine version ARNs', arns);
  const weights = routes.map(({ weight }) => weight);
  if (weights.reduce((sum, weight) => sum + weight, 0) !== wholeWeight) {
    throw stepFunctionsErrors.validation(
      `Sum of routing configuration weights must equal ${wholeWeight}. Received: [${weights.join(', ')}]`,
    );
  }
}

function isVersionArn(arn: string): boolean {
  return /^\d+$/.test(parseMachineArn(arn).qualifier ?? '');
}

function constraint(shown: string, place: string, rule: string): Error {
  return stepFunctionsErrors.validation(
    `1 validation error detected: Value '${shown}' at 'routingConfiguration${place}' failed to satisfy constraint: Member must ${rule}`,
  );
}

function refusal(rule: string, arns: readonly string[]): Error {
  return stepFunctionsErrors.validation(`Routing configuration ${rule}. Received: [${arns.join(', ')}]`);
}
