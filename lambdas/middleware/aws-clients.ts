/**
 * How clients of AWS are made, so that a call costs the processor least: a function that runs a thousand times a day
 * for each booking does little else than call.
 *
 * C1  A client logs nothing: the SDK would filter input and output of each call for a log that nobody reads.
 * C2  A client puts the middleware of a command together once (`cacheMiddleware`). Not the one of documents: a command of the
 *     document client keeps its own input in its middleware, and the next command would send it again.
 */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { SigningHash } from './signing-hash.ts';

const options = { sha256: SigningHash };

interface Client {
  readonly middlewareStack: { remove(name: string): boolean };
}

interface ClientOptions {
  readonly sha256: typeof SigningHash;
  readonly cacheMiddleware: true;
}

/** Makes a client: `createClient((options) => new SFNClient(options))`. */
export function createClient<Made extends Client>(make: (options: ClientOptions) => Made): Made {
  return withoutLogging(make({ ...options, cacheMiddleware: true }));
}

let documents: DynamoDBDocumentClient | undefined;

/** DynamoDB in plain JavaScript values; a field that is `undefined` is left out. One client, and its connections, for all tables. */
export function documentClient(): DynamoDBDocumentClient {
  documents ??= DynamoDBDocumentClient.from(withoutLogging(new DynamoDBClient(options)), {
    marshallOptions: { removeUndefinedValues: true },
  });
  return documents;
}

function withoutLogging<Made extends Client>(client: Made): Made {
  client.middlewareStack.remove('loggerMiddleware');
  return client;
}
