import { describe, expect, it } from 'vitest';
import { createEnvironmentPool } from '../../../../local/services/lambda/environment-pool.ts';
import type { ExecutionEnvironment } from '../../../../local/services/lambda/execution-environment.ts';
import type { FunctionVersion } from '../../../../local/services/lambda/function-store.ts';

const versionOf = (functionName: string): FunctionVersion => ({
  functionName,
  version: '$LATEST',
  description: '',
  configuration: {
    runtime: 'nodejs24.x',
    handler: 'index.handler',
    roleArn: 'arn:aws:iam::111122223333:role/worker',
    timeoutSeconds: 3,
    memoryMb: 128,
    environment: {},
    description: '',
    logGroupName: functionName,
    logFormat: 'Text',
  },
  code: { directory: '/nowhere', sha256: '', sizeBytes: 0 },
  revisionId: '',
  modifiedAtMs: 0,
});

function createPool(maximumIdle: number) {
  const stopped: string[] = [];
  let started = 0;
  const broken = new Set<ExecutionEnvironment>();
  const names = new Map<ExecutionEnvironment, string>();
  const pool = createEnvironmentPool((version) => {
    started += 1;
    const name = `${version.functionName} ${started}`;
    const environment: ExecutionEnvironment = {
      version,
      isUsable: () => !broken.has(environment),
      isOnTurn: () => false,
      invoke: () => Promise.reject(new Error('not called here')),
      stop: async () => {
        stopped.push(name);
      },
    };
    names.set(environment, name);
    return environment;
  }, maximumIdle);
  return { pool, stopped, broken, nameOf: (environment: ExecutionEnvironment) => names.get(environment) };
}

const a = versionOf('a');
const b = versionOf('b');

describe('the pool of execution environments', () => {
  it('takes the environment of the same version that was used last', () => {
    const { pool, nameOf } = createPool(8);
    const [first, second, other] = [pool.take(a), pool.take(a), pool.take(b)];
    for (const environment of [first, second, other]) pool.giveBack(environment);
    expect(nameOf(pool.take(a))).toBe('a 2');
    expect(nameOf(pool.take(a))).toBe('a 1');
    expect(nameOf(pool.take(a))).toBe('a 4');
  });

  it('ends the one that was idle for longest, beyond its bound', () => {
    const { pool, stopped } = createPool(2);
    const environments = [pool.take(a), pool.take(b), pool.take(a)];
    for (const environment of environments) pool.giveBack(environment);
    expect(stopped).toEqual(['a 1']);
  });

  it('ends an environment that is given back broken, and never hands one out that broke while idle', () => {
    const { pool, stopped, broken, nameOf } = createPool(8);
    const [first, second] = [pool.take(a), pool.take(a)];
    broken.add(first);
    pool.giveBack(first);
    expect(stopped).toEqual(['a 1']);
    pool.giveBack(second);
    broken.add(second);
    expect(nameOf(pool.take(a))).toBe('a 3');
  });

  it('ends what runs retired code: idle environments at once, the others when they are done', () => {
    const { pool, stopped } = createPool(8);
    const [idle, busy] = [pool.take(a), pool.take(a)];
    pool.giveBack(idle);
    pool.retire(a);
    expect(stopped).toEqual(['a 1']);
    pool.giveBack(busy);
    expect(stopped).toEqual(['a 1', 'a 2']);
  });

  it('ends all when it is closed, also those at work', async () => {
    const { pool, stopped } = createPool(8);
    pool.take(b);
    pool.giveBack(pool.take(a));
    await pool.close();
    expect(stopped.sort()).toEqual(['a 2', 'b 1']);
    expect(() => pool.take(a)).toThrow('closed');
  });
});
