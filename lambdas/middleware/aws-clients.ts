/**
 * How clients of AWS are made, so that a call costs the processor least: a function that runs a thousand times a day
 * for each booking does little else than call.
 *
 * C1  A client logs nothing: the SDK would filter input and output of each call for a log that nobody reads.
 * C2  A client puts the middleware of a command together once (`cacheMiddleware`). Not the one of documents: a command of the
 *     document client keeps its own input in its middleware, and the next command would send it again.
 * C3  Requests are signed by `request-signer.ts`: the same signature at a fraction of the cost.
 */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { createRequestSigner, type RequestSigner, type SigningProperties } from './request-signer.ts';

interface Client {
  readonly middlewareStack: { remove(name: string): boolean };
  readonly config: Pick<SigningProperties, 'credentials'> & {
    readonly region: () => Promise<string>;
    readonly defaultSigningName: string;
  };
}

/** Named and called as the SDK does it: at every request, with what the rules of the endpoint say of its signature. */
interface SigningOption {
  readonly signer: (scheme?: {
    readonly signingName?: string;
    readonly signingRegion?: string;
  }) => Promise<RequestSigner>;
}

interface ClientOptions extends SigningOption {
  readonly cacheMiddleware: true;
}

/** Makes a client: `createClient((options) => new SFNClient(options))`. */
export function createClient<Made extends Client>(make: (options: ClientOptions) => Made): Made {
  return prepared((options) => make({ ...options, cacheMiddleware: true }));
}

let documents: DynamoDBDocumentClient | undefined;

/** DynamoDB in plain JavaScript values; a field that is `undefined` is left out. One client, and its connections, for all tables. */
export function documentClient(): DynamoDBDocumentClient {
  documents ??= DynamoDBDocumentClient.from(
    prepared((options) => new DynamoDBClient(options)),
    {
      marshallOptions: { removeUndefinedValues: true },
    },
  );
  return documents;
}

function prepared<Made extends Client>(make: (options: SigningOption) => Made): Made {
  let signer: RequestSigner | undefined;
  const client: Made = make({
    async signer(scheme) {
      const { credentials, region, defaultSigningName } = client.config;
      // A client has one Region and one service.
      signer ??= createRequestSigner({
        credentials: () => credentials(),
        region: scheme?.signingRegion ?? (await region()),
        service: scheme?.signingName ?? defaultSigningName,
      });
      return signer;
    },
  });
  client.middlewareStack.remove('loggerMiddleware');
  return client;
}
