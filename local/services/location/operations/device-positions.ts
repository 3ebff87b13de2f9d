import { AwsError } from '../../../kernel/aws-error.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import type { AccessRequest, Operation } from '../../../kernel/service.ts';
import { askOutside } from '../ask-outside.ts';
import type { OutsideWorld } from '../outside-world.ts';
import { parsePosition, validationError } from '../position.ts';
import type { DeviceSample, TrackerStore } from '../tracker-store.ts';

interface GetInput {
  readonly TrackerName: string;
  readonly DeviceId: string;
}

interface UpdateInput {
  readonly TrackerName: string;
  readonly Updates?: readonly DevicePositionUpdate[];
}

interface DevicePositionUpdate {
  readonly DeviceId?: unknown;
  /** ISO 8601. */
  readonly SampleTime?: unknown;
  readonly Position?: unknown;
  readonly Accuracy?: { readonly Horizontal: number };
  readonly PositionProperties?: Readonly<Record<string, string>>;
}

interface DevicePosition {
  readonly DeviceId: string;
  /** ISO 8601, unlike the instants of most services. */
  readonly SampleTime: string;
  readonly ReceivedTime: string;
  readonly Position: readonly number[];
  readonly Accuracy?: { readonly Horizontal: number };
  readonly PositionProperties?: Readonly<Record<string, string>>;
}

/** Devices of one update: the API's bound. */
const mostUpdates = 10;

export function getDevicePositionOperation(
  kernel: Kernel,
  trackers: TrackerStore,
  outside: OutsideWorld,
): Operation<GetInput, DevicePosition> {
  return {
    access: ({ TrackerName, DeviceId }) => accessTo(trackers, 'geo:GetDevicePosition', TrackerName, [DeviceId]),
    async handle({ TrackerName, DeviceId }) {
      const tracker = trackers.get(TrackerName);
      const position = await askOutside(
        async () => await outside.devicePosition?.({ trackerName: TrackerName, deviceId: assertDeviceId(DeviceId) }),
      );
      kernel.meter.add('positionRequests', 1);
      const nowMs = kernel.clock.nowMs();
      if (position !== undefined) {
        return describe({ deviceId: DeviceId, sampledAtMs: nowMs, receivedAtMs: nowMs, position });
      }
      const sample = trackers.lastSample(tracker, DeviceId);
      if (sample !== undefined) return describe(sample);
      throw new AwsError('ResourceNotFoundException', `Device ${DeviceId} not found`, { statusCode: 404 });
    },
  };
}

export function batchUpdateDevicePositionOperation(
  kernel: Kernel,
  trackers: TrackerStore,
): Operation<UpdateInput, { Errors: readonly never[] }> {
  return {
    access: ({ TrackerName, Updates = [] }) =>
      accessTo(
        trackers,
        'geo:BatchUpdateDevicePosition',
        TrackerName,
        Updates.map(({ DeviceId }) => String(DeviceId)),
      ),
    handle({ TrackerName, Updates = [] }) {
      if (Updates.length === 0 || Updates.length > mostUpdates) {
        throw validationError('Updates', `must have 1 to ${mostUpdates} entries`);
      }
      const tracker = trackers.get(TrackerName);
      const samples = Updates.map((update) => toSample(update, kernel.clock.nowMs()));
      for (const sample of samples) trackers.record(tracker, sample);
      return { Errors: [] };
    },
  };
}

function accessTo(
  trackers: TrackerStore,
  action: string,
  trackerName: string,
  deviceIds: readonly string[],
): AccessRequest[] {
  return [{ action, resource: trackers.arnOf(trackerName), conditions: { 'geo:DeviceIds': deviceIds } }];
}

function toSample(update: DevicePositionUpdate, receivedAtMs: number): DeviceSample {
  const { DeviceId, SampleTime, Position, Accuracy, PositionProperties } = update;
  const sampledAtMs = typeof SampleTime === 'string' ? Date.parse(SampleTime) : Number.NaN;
  if (Number.isNaN(sampledAtMs)) throw validationError('Updates.SampleTime', 'must be an instant in ISO 8601');
  return {
    deviceId: assertDeviceId(DeviceId),
    sampledAtMs,
    receivedAtMs,
    position: parsePosition(Position, 'Updates.Position'),
    ...(Accuracy !== undefined && { accuracy: Accuracy }),
    ...(PositionProperties !== undefined && { properties: PositionProperties }),
  };
}

function assertDeviceId(deviceId: unknown): string {
  if (typeof deviceId === 'string' && /^[-._\p{L}\p{N}]{1,100}$/u.test(deviceId)) return deviceId;
  throw validationError('DeviceId', 'must have 1 to 100 letters, digits, or characters of -._');
}

function describe({
  deviceId,
  sampledAtMs,
  receivedAtMs,
  position,
  accuracy,
  properties,
}: DeviceSample): DevicePosition {
  return {
    DeviceId: deviceId,
    SampleTime: new Date(sampledAtMs).toISOString(),
    ReceivedTime: new Date(receivedAtMs).toISOString(),
    Position: position,
    ...(accuracy !== undefined && { Accuracy: accuracy }),
    ...(properties !== undefined && { PositionProperties: properties }),
  };
}
