/**
 * The functions of the account: what is deployed, not what runs.
 *
 * L1  A published version never changes: its code and configuration are those that `$LATEST` had at that moment.
 * L2  Version numbers of a function rise and are not used again.
 */
import { isDeepStrictEqual } from 'node:util';
import type { Journal } from '../../journal/journal.ts';
import { AwsError } from '../../kernel/aws-error.ts';
import type { PolicyStatement } from '../../kernel/service.ts';
import type { FunctionArns, FunctionReference } from './function-reference.ts';

export interface FunctionCode {
  /** Folder that the bundle lies in. */
  readonly directory: string;
  /** Of all files, base64 as Lambda shows it. */
  readonly sha256: string;
  readonly sizeBytes: number;
  /** Code that stood in a template: its folder does not last. */
  readonly inlineSource?: string;
}

export interface FunctionConfiguration {
  readonly runtime: string;
  /** `<file without ending>.<export>` */
  readonly handler: string;
  readonly roleArn: string;
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly description: string;
  readonly logGroupName: string;
  readonly logFormat: string;
}

/** Code and configuration of one version: what an execution environment is made of. */
export interface FunctionVersion {
  readonly functionName: string;
  /** `$LATEST` or a number. */
  readonly version: string;
  readonly description: string;
  readonly configuration: FunctionConfiguration;
  readonly code: FunctionCode;
  readonly revisionId: string;
  readonly modifiedAtMs: number;
}

export interface FunctionAlias {
  readonly name: string;
  readonly functionVersion: string;
  readonly description: string;
  /** Further versions and the share of invocations that each takes, from 0 to 1. */
  readonly weights: Readonly<Record<string, number>>;
  readonly revisionId: string;
}

/** What becomes of an asynchronous call that fails. Absent members: Lambda's defaults. */
export interface EventInvokeConfig {
  readonly maximumRetryAttempts?: number;
  readonly maximumEventAgeSeconds?: number;
  /** ARN of the queue that gets what failed for good. */
  readonly onFailureQueueArn?: string;
}

export interface FunctionRecord {
  readonly name: string;
  latest: FunctionVersion;
  readonly versions: Map<string, FunctionVersion>;
  readonly aliases: Map<string, FunctionAlias>;
  /** Resource policy statements by qualifier (`$LATEST` for the unqualified function), then by statement id. */
  readonly policies: Map<string, Map<string, PolicyStatement>>;
  readonly eventInvokeConfigs: Map<string, EventInvokeConfig>;
  reservedConcurrency: number | undefined;
  /** Number of the last version, deleted or not (L2). Absent where none was ever deleted. */
  lastVersionNumber?: number;
}

export interface FunctionStore {
  add(latest: FunctionVersion): FunctionRecord;
  list(): readonly FunctionRecord[];
  find(name: string): FunctionRecord | undefined;
  /** @throws AwsError `ResourceNotFoundException` */
  get(reference: FunctionReference): FunctionRecord;
  /**
   * The version that a call goes to; an alias with weights draws one.
   * @throws AwsError `ResourceNotFoundException`: no such function, version or alias
   */
  resolve(reference: FunctionReference): { record: FunctionRecord; version: FunctionVersion };
  /** Fixes `$LATEST` as the next version; the last one again, where nothing changed since (L1, L2). */
  publish(record: FunctionRecord, change: VersionChange): FunctionVersion;
  /** Removes a published version; one that is not there is as good as removed. */
  removeVersion(record: FunctionRecord, version: string): void;
  /** Says that a record that is there has changed. */
  changed(record: FunctionRecord): void;
}

interface VersionChange {
  readonly description: string | undefined;
  readonly revisionId: string;
  readonly modifiedAtMs: number;
}

const store = 'lambda/functions';

export function createFunctionStore(arns: FunctionArns, random: () => number, journal: Journal): FunctionStore {
  const records = new Map<string, FunctionRecord>(journal.load<FunctionRecord>(store));
  const changed = (record: FunctionRecord): void => journal.put(store, record.name, () => record);

  const get = (reference: FunctionReference): FunctionRecord => {
    const record = records.get(reference.name);
    if (record === undefined) throw notFound(arns.of(reference.name, reference.qualifier));
    return record;
  };

  return {
    add(latest) {
      if (records.has(latest.functionName)) {
        throw new AwsError('ResourceConflictException', `Function already exist: ${latest.functionName}`, {
          statusCode: 409,
        });
      }
      const record: FunctionRecord = {
        name: latest.functionName,
        latest,
        versions: new Map(),
        aliases: new Map(),
        policies: new Map(),
        eventInvokeConfigs: new Map(),
        reservedConcurrency: undefined,
      };
      records.set(record.name, record);
      changed(record);
      return record;
    },
    list: () => [...records.values()],
    find: (name) => records.get(name),
    get,
    resolve(reference) {
      const record = get(reference);
      const { qualifier } = reference;
      if (qualifier === undefined || qualifier === '$LATEST') return { record, version: record.latest };
      const alias = record.aliases.get(qualifier);
      const version = record.versions.get(alias === undefined ? qualifier : drawVersion(alias, random));
      if (version === undefined) throw notFound(arns.of(record.name, qualifier));
      return { record, version };
    },
    publish(record, change) {
      const last = [...record.versions.values()].at(-1);
      const { latest } = record;
      if (last !== undefined && isSameContent(last, latest)) return last;
      const version: FunctionVersion = {
        ...latest,
        version: String((record.lastVersionNumber ?? record.versions.size) + 1),
        description: change.description ?? latest.description,
        revisionId: change.revisionId,
        modifiedAtMs: change.modifiedAtMs,
      };
      record.versions.set(version.version, version);
      if (record.lastVersionNumber !== undefined) record.lastVersionNumber += 1;
      changed(record);
      return version;
    },
    removeVersion(record, version) {
      record.lastVersionNumber ??= record.versions.size;
      record.versions.delete(version);
      changed(record);
    },
    changed,
  };
}

function isSameContent(a: FunctionVersion, b: FunctionVersion): boolean {
  return a.code.sha256 === b.code.sha256 && isDeepStrictEqual(a.configuration, b.configuration);
}

function drawVersion(alias: FunctionAlias, random: () => number): string {
  const weights = Object.entries(alias.weights);
  if (weights.length === 0) return alias.functionVersion;
  let draw = random();
  for (const [version, weight] of weights) {
    if (draw < weight) return version;
    draw -= weight;
  }
  return alias.functionVersion;
}

function notFound(arn: string): AwsError {
  return new AwsError('ResourceNotFoundException', `Function not found: ${arn}`, { statusCode: 404 });
}
