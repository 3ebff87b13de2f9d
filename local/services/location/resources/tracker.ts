import type { DeployedResource, ResourceProvider, ResourceRequest } from '../../../assembly/resource-provider.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { positionFilterings, type Tracker, type TrackerStore } from '../tracker-store.ts';

export function trackerProvider({ clock }: Kernel, trackers: TrackerStore): ResourceProvider {
  const deployed = ({ name, createdAtMs, updatedAtMs }: Tracker): DeployedResource => ({
    ref: name,
    attributes: {
      Arn: trackers.arnOf(name),
      TrackerArn: trackers.arnOf(name),
      CreateTime: new Date(createdAtMs).toISOString(),
      UpdateTime: new Date(updatedAtMs).toISOString(),
    },
  });
  const noKeys = 'nothing is encrypted here';
  const noPrices = 'AWS itself has no use for it any more';
  return {
    type: 'AWS::Location::Tracker',
    attributes: ['Arn', 'TrackerArn', 'CreateTime', 'UpdateTime'],
    supported: ['TrackerName', 'PositionFiltering'],
    ignored: {
      Description: 'nobody reads it here',
      KmsKeyEnableGeospatialQueries: noKeys,
      KmsKeyId: noKeys,
      PricingPlan: noPrices,
      PricingPlanDataSource: noPrices,
      Tags: 'nothing reads tags here',
    },
    create(request) {
      const name = String(request.properties.TrackerName);
      if (trackers.find(name)) throw new Error(`${request.logicalId}: a tracker named ${name} exists already`);
      const nowMs = clock.nowMs();
      const tracker = { name, filtering: filteringOf(request), createdAtMs: nowMs, updatedAtMs: nowMs };
      trackers.put(tracker);
      return deployed(tracker);
    },
    update(request, current) {
      const tracker = trackers.get(current.ref);
      const changed = { ...tracker, filtering: filteringOf(request), updatedAtMs: clock.nowMs() };
      trackers.put(changed);
      return deployed(changed);
    },
    delete: (_request, current) => trackers.remove(current.ref),
  };
}

function filteringOf({ logicalId, properties }: ResourceRequest): Tracker['filtering'] {
  const { PositionFiltering: wanted = 'TimeBased' } = properties;
  const filtering = positionFilterings.find((one) => one === wanted);
  if (filtering === undefined) throw new Error(`${logicalId}: there is no PositionFiltering ${String(wanted)}`);
  return filtering;
}
