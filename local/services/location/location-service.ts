import type { ResourceProvider } from '../../assembly/resource-provider.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { Service } from '../../kernel/service.ts';
import { batchUpdateDevicePositionOperation, getDevicePositionOperation } from './operations/device-positions.ts';
import type { OutsideWorld } from './outside-world.ts';
import { trackerProvider } from './resources/tracker.ts';
import { createTrackerStore } from './tracker-store.ts';

interface LocationService {
  readonly service: Service;
  readonly resourceProviders: readonly ResourceProvider[];
}

/** Amazon Location's trackers. */
export function createLocationService(kernel: Kernel, outside: OutsideWorld): LocationService {
  const trackers = createTrackerStore(kernel);
  return {
    service: {
      name: 'geo',
      operations: {
        GetDevicePosition: getDevicePositionOperation(kernel, trackers, outside),
        BatchUpdateDevicePosition: batchUpdateDevicePositionOperation(kernel, trackers),
      },
    },
    resourceProviders: [trackerProvider(kernel, trackers)],
  };
}
