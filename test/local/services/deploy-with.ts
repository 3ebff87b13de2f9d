import type { DeployedResource, ResourceProvider } from '../../../local/assembly/resource-provider.ts';

/** Creates resources by their providers, as a deployment does once the template is resolved. */
export function deployWith(
  providers: readonly ResourceProvider[],
): (type: string, properties: Record<string, unknown>, current?: DeployedResource) => Promise<DeployedResource> {
  return async (type, properties, current) => {
    const provider = providers.find((one) => one.type === type);
    if (!provider) throw new Error(`no provider for ${type}`);
    for (const name of Object.keys(properties)) {
      if (!provider.supported.includes(name) && !(name in provider.ignored)) {
        throw new Error(`${type} does not know ${name}`);
      }
    }
    const request = {
      stackName: 'stack',
      logicalId: 'Resource',
      properties,
      assemblyDirectory: '/nowhere',
      assetPath: (objectKey: string) => `/nowhere/${objectKey}`,
    };
    return current ? await provider.update!(request, current) : await provider.create(request);
  };
}
