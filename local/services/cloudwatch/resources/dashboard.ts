import type { DeployedResource, ResourceProvider, ResourceRequest } from '../../../assembly/resource-provider.ts';
import { nameSuffix } from '../../../kernel/identifiers.ts';

/** A dashboard is looked at in a console, and there is none here: only that its body is one that AWS would take is checked. */
export function dashboardProvider(): ResourceProvider {
  const check = (name: string, { properties, logicalId }: ResourceRequest): DeployedResource => {
    const { widgets } = parseBody(logicalId, String(properties.DashboardBody));
    if (!Array.isArray(widgets)) throw new Error(`${logicalId}: DashboardBody: widgets must be a list`);
    if (widgets.length > mostWidgets) throw new Error(`${logicalId}: DashboardBody: more than ${mostWidgets} widgets`);
    return { ref: name, attributes: {} };
  };
  return {
    type: 'AWS::CloudWatch::Dashboard',
    attributes: [],
    supported: ['DashboardBody', 'DashboardName'],
    ignored: { Tags: 'nothing reads tags here' },
    create(request) {
      const { stackName, logicalId, properties } = request;
      return check(String(properties.DashboardName ?? `${logicalId}-${nameSuffix(stackName, logicalId)}`), request);
    },
    update: (request, current) => check(current.ref, request),
    delete: () => {},
  };
}

const mostWidgets = 500;

function parseBody(logicalId: string, body: string): { readonly widgets?: unknown } {
  try {
    return JSON.parse(body) as { readonly widgets?: unknown };
  } catch (error) {
    throw new Error(`${logicalId}: DashboardBody must be JSON`, { cause: error });
  }
}
