import type { ResourceProvider } from '../../assembly/resource-provider.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { Service } from '../../kernel/service.ts';
import type { OutsideWorld } from '../location/outside-world.ts';
import { calculateRoutesOperation } from './operations/calculate-routes.ts';

interface GeoRoutesService {
  readonly service: Service;
  readonly resourceProviders: readonly ResourceProvider[];
}

/** Version 2 of Amazon Location's routes: no resources, AWS's own provider. */
export function createGeoRoutesService(kernel: Kernel, outside: OutsideWorld): GeoRoutesService {
  return {
    service: { name: 'geo-routes', operations: { CalculateRoutes: calculateRoutesOperation(kernel, outside) } },
    resourceProviders: [],
  };
}
