import { createRequire } from 'node:module';
import { afterEach, describe, expect, it } from 'vitest';
import { administrator } from '../../../../local/kernel/service.ts';
import { createRuntime, type OutsideWorld, type Runtime } from '../../../../local/runtime.ts';
import { writeAssembly } from '../../assembly/write-assembly.ts';

const open: Runtime[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((runtime) => runtime.close()));
});

const { resolve } = createRequire(import.meta.url);
const askTheWay = `
import { GeoRoutesClient, CalculateRoutesCommand } from '${resolve('@aws-sdk/client-geo-routes')}';
import { LocationClient, GetDevicePositionCommand } from '${resolve('@aws-sdk/client-location')}';
export const handler = async ({ deviceId, destination }) => {
  const trackers = new LocationClient({ maxAttempts: 1 });
  const routes = new GeoRoutesClient({ maxAttempts: 1 });
  try {
    const device = await trackers.send(new GetDevicePositionCommand({ TrackerName: 'cars', DeviceId: deviceId }));
    const { Routes, PricingBucket } = await routes.send(
      new CalculateRoutesCommand({ Origin: device.Position, Destination: destination }),
    );
    return { sampledAt: device.SampleTime, summary: Routes[0].Summary, pricing: PricingBucket };
  } catch (error) {
    return { name: error.name, status: error.$metadata?.httpStatusCode };
  }
};`;

const template = (actions: readonly string[]) => ({
  Resources: {
    Cars: { Type: 'AWS::Location::Tracker', Properties: { TrackerName: 'cars' } },
    Worker: {
      Type: 'AWS::IAM::Role',
      Properties: {
        AssumeRolePolicyDocument: {
          Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } }],
        },
        Policies: [
          {
            PolicyName: 'find',
            PolicyDocument: {
              Statement: [
                {
                  Effect: 'Allow',
                  Action: actions,
                  Resource: [{ 'Fn::GetAtt': ['Cars', 'Arn'] }, 'arn:aws:geo-routes:eu-west-1::provider/default'],
                },
              ],
            },
          },
        ],
      },
    },
    Function: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        FunctionName: 'ask-the-way',
        Runtime: 'nodejs24.x',
        Handler: 'index.handler',
        Role: { 'Fn::GetAtt': ['Worker', 'Arn'] },
        Code: { S3Bucket: 'assets', S3Key: 'abc.zip' },
      },
    },
  },
});

const both = ['geo:GetDevicePosition', 'geo-routes:CalculateRoutes'];

async function createSubject(outside: OutsideWorld, actions = both) {
  const startMs = Date.parse('2026-03-01T09:00:00Z');
  const runtime = await createRuntime({ clock: { kind: 'skip', startMs }, seed: 1, outside });
  open.push(runtime);
  await runtime.deploy(await writeAssembly({ Stack: template(actions) }, {}, askTheWay));
  const ask = async (): Promise<unknown> => {
    const { Payload } = (await runtime.kernel.call({
      service: 'lambda',
      operation: 'Invoke',
      input: {
        FunctionName: 'ask-the-way',
        Payload: Buffer.from(JSON.stringify({ deviceId: 'V-1', destination: [13, 52] })),
      },
      caller: administrator,
    })) as { Payload: Uint8Array };
    return JSON.parse(Buffer.from(Payload).toString());
  };
  return { runtime, ask };
}

/** Logs apart: the role may not write any. */
const refused = (runtime: Runtime): string[] =>
  runtime
    .report()
    .permissions.missing.map(({ action }) => action)
    .filter((action) => action.startsWith('geo'));

const outside: OutsideWorld = {
  devicePosition: async ({ deviceId }) => (deviceId === 'V-1' ? [13.4, 52.5] : undefined),
  route: async ({ origin }) => ({ durationSeconds: origin[0] === 13.4 ? 1_260 : 0, distanceMeters: 9_000 }),
};

describe('Amazon Location, from a Lambda', () => {
  it('answers SDK clients, also those that put a prefix before the host', async () => {
    const { ask, runtime } = await createSubject(outside);
    expect(await ask()).toEqual({
      sampledAt: '2026-03-01T09:00:00.000Z',
      summary: { Distance: 9_000, Duration: 1_260 },
      pricing: 'Core',
    });
    expect(refused(runtime)).toEqual([]);
  });

  it.each([
    [['geo:GetDevicePosition'], { name: 'AccessDeniedException', status: 403 }],
    [['geo-routes:CalculateRoutes'], { name: 'AccessDeniedException', status: 403 }],
  ])('refuses a role that may only %j', async (actions, refusal) => {
    const { ask, runtime } = await createSubject(outside, actions);
    expect(await ask()).toEqual(refusal);
    expect(refused(runtime)).toEqual(both.filter((action) => !actions.includes(action)));
  });

  it.each(['geo', 'geo-routes'] as const)('fails as a whole while %s is out', async (service) => {
    const { ask, runtime } = await createSubject(outside);
    runtime.setFault(service, '*', { code: 'InternalServerException', message: 'out', statusCode: 500 });
    expect(await ask()).toEqual({ name: 'InternalServerException', status: 500 });
    runtime.setFault(service, '*', null);
    expect(await ask()).toMatchObject({ pricing: 'Core' });
  });
});
