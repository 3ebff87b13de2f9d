import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { GetDevicePositionCommand, LocationClient } from '@aws-sdk/client-location';
import { ListSchedulesCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRequestSigner, type RequestSigner } from '../../../lambdas/middleware/request-signer.ts';

const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret', sessionToken: 'session/+=' };

interface Sent {
  readonly headers: Readonly<Record<string, string>>;
}

/** Headers of the request as the client would have sent it. @param signer left out: the SDK's own */
async function sentBy(send: (options: object) => Promise<unknown>, signer?: RequestSigner): Promise<Sent['headers']> {
  let sent: Sent | undefined;
  const requestHandler = {
    handle: async (request: Sent) => {
      sent = request;
      throw new Error('nothing is sent');
    },
  };
  const options = { region: 'eu-west-1', credentials, requestHandler, maxAttempts: 1, ...(signer && { signer }) };
  await expect(send(options)).rejects.toThrow('nothing is sent');
  return sent!.headers;
}

/** A client whose requests are the same each time, with one more header, and signed at one instant. */
function fixed<Client extends { middlewareStack: { addRelativeTo: (...given: never[]) => void } }>(
  client: Client,
  note: string,
): Client {
  const middleware =
    (next: (given: object) => unknown) => (given: { request: { headers: Record<string, string> } }) => {
      Object.assign(given.request.headers, { 'amz-sdk-invocation-id': 'one', 'x-amz-note': note, 'Sec-Note': note });
      return next(given);
    };
  client.middlewareStack.addRelativeTo(
    middleware as never,
    { relation: 'before', toMiddleware: 'httpSigningMiddleware' } as never,
  );
  return client;
}

const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 });
/** As much as a header may hold. */
const note = fc.stringMatching(/^[ -~\t]*$/);

const calls: ReadonlyArray<
  readonly [string, string, (options: object, words: readonly string[], note: string) => Promise<unknown>]
> = [
  [
    'a body',
    'dynamodb',
    (options, [one = ''], header) =>
      fixed(new DynamoDBClient(options), header).send(
        new PutItemCommand({ TableName: 'Workflows', Item: { pk: { S: one } } }),
      ),
  ],
  [
    'words in the path',
    'geo',
    (options, [one = '', other = ''], header) =>
      fixed(new LocationClient(options), header).send(
        new GetDevicePositionCommand({ TrackerName: one, DeviceId: other }),
      ),
  ],
  [
    'words in the query',
    'scheduler',
    (options, [one = '', other = ''], header) =>
      fixed(new SchedulerClient(options), header).send(
        new ListSchedulesCommand({ GroupName: one, NextToken: other, MaxResults: 7 }),
      ),
  ],
];

describe('a request with', () => {
  it.each(calls)('%s is signed as the SDK signs it', async (_, service, send) => {
    await fc.assert(
      fc.asyncProperty(fc.array(text, { minLength: 2, maxLength: 2 }), note, async (words, header) => {
        const call = (options: object) => send(options, words, header);
        const expected = await sentBy(call);
        const signer = createRequestSigner({ credentials: async () => credentials, region: 'eu-west-1', service });
        const at = instantOf(expected);
        const signed = await sentBy(call, {
          sign: (request, options) => signer.sign(request, { ...options, signingDate: at }),
        });
        expect(signed.authorization).toBe(expected.authorization);
        expect(signed['x-amz-security-token']).toBe(credentials.sessionToken);
        expect(signed['x-amz-content-sha256']).toBe(expected['x-amz-content-sha256']);
      }),
      { numRuns: 60 },
    );
  });
});

describe('a signer', () => {
  const request = () => ({ method: 'GET', path: '/', headers: { host: 'example.com' } as Record<string, string> });
  const signingDate = '2026-03-01T12:00:00Z';
  const signerOf = (given: () => typeof credentials) =>
    createRequestSigner({ credentials: async () => given(), region: 'eu-west-1', service: 'dynamodb' });
  const signedBy = async (signer: RequestSigner, date: string): Promise<string> =>
    (await signer.sign(request(), { signingDate: date })).headers.authorization!;

  it('signs as a new one would, whatever it has signed before (S1)', async () => {
    let current = credentials;
    const signer = signerOf(() => current);
    for (const given of [credentials, { ...credentials, secretAccessKey: 'another' }]) {
      current = given;
      for (const date of [signingDate, '2026-03-02T00:00:00Z', signingDate]) {
        expect(await signedBy(signer, date)).toBe(
          await signedBy(
            signerOf(() => given),
            date,
          ),
        );
      }
    }
  });

  it('signs a request again that it has signed before', async () => {
    const signer = signerOf(() => credentials);
    const once = await signer.sign(request(), { signingDate });
    const { authorization } = once.headers;
    expect((await signer.sign(once, { signingDate })).headers.authorization).toBe(authorization);
  });

  it('needs no session', async () => {
    const { sessionToken: _, ...lasting } = credentials;
    const signer = createRequestSigner({ credentials: async () => lasting, region: 'eu-west-1', service: 'dynamodb' });
    expect((await signer.sign(request(), { signingDate })).headers).not.toHaveProperty('x-amz-security-token');
  });
});

/** `20260301T120000Z`, as it is signed. */
function instantOf({ 'x-amz-date': date = '' }: Sent['headers']): string {
  return date.replace(/^(....)(..)(..)T(..)(..)(..)Z$/, '$1-$2-$3T$4:$5:$6Z');
}
