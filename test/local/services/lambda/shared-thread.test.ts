/**
 * Functions share a worker thread. What this would catch: code that sees, hears, ends or holds up what is not its own.
 */
import { describe, expect, it } from 'vitest';
import { lambdaLimits } from '../../../../local/services/lambda/limits.ts';
import { createLambdaRig, heldUntilRelease, type LambdaRig, release } from './lambda-rig.ts';

/** Ends its process, throws where nobody catches, keeps the thread, or answers with how often it was called. */
const misbehaving = `let count = 0;
  export const handler = async ({ how }) => {
    count += 1;
    if (how === 'exit') process.exit(7);
    if (how === 'throw') return new Promise(() => setTimeout(() => { throw new RangeError('later'); }, 1));
    if (how === 'reject') return new Promise(() => { Promise.reject(new Error('lost')); });
    if (how === 'loop') for (;;);
    if (how === 'devour') { const kept = []; for (;;) kept.push(new Array(100_000).fill(count)); }
    return count;
  };`;

const linesOf = (rig: LambdaRig, name: string): string[] =>
  rig.observed.flatMap((event) => (event.kind === 'lambda-log' && event.functionName === name ? [event.line] : []));

/** One invocation that waits for `release`, in the thread that all share. */
async function startWaiting(rig: LambdaRig) {
  await rig.deployFunction('waiting', heldUntilRelease, { Timeout: 60 });
  const answer = rig.invoke('waiting', { name: 'A' });
  // Looked at later: a rejection in between is no unhandled one.
  answer.catch(() => {});
  await rig.seen('lambda-log', ({ line }) => line === 'begin A');
  return { answer };
}

describe('functions in one thread', () => {
  it('have variables of their own, also where they set them', async () => {
    const rig = createLambdaRig();
    const source = `const atLoad = process.env.NAME;
      export const handler = async ({ set }) => {
        if (set) { process.env.SET = set; delete process.env.GONE; }
        await new Promise((resolve) => setTimeout(resolve, 1));
        return [atLoad, process.env.NAME, process.env.SET ?? null, 'GONE' in process.env, process.env.AWS_LAMBDA_FUNCTION_NAME];
      };`;
    for (const name of ['one', 'other']) {
      await rig.deployFunction(name, source, { Environment: { Variables: { NAME: `of ${name}`, GONE: 'not yet' } } });
    }
    await Promise.all([rig.invoke('one', { set: 5 }), rig.invoke('other', {})]);
    expect((await rig.invoke('one', {})).payload).toEqual(['of one', 'of one', '5', false, 'one']);
    expect((await rig.invoke('other', {})).payload).toEqual(['of other', 'of other', null, true, 'other']);
  });

  it('have modules of their own in each environment', async () => {
    const rig = createLambdaRig({ clockKind: () => 'real' });
    await rig.deployFunction(
      'counter',
      `let count = 0;
      export const handler = async () => {
        count += 1;
        await new Promise((resolve) => setTimeout(resolve, 20));
        return count;
      };`,
    );
    const answers = await Promise.all([rig.invoke('counter'), rig.invoke('counter')]);
    expect(answers.map(({ payload }) => payload)).toEqual([1, 1]);
    expect((await rig.invoke('counter')).payload).toBe(2);
  });

  it('write into their own logs, a line at a time', async () => {
    const rig = createLambdaRig({ clockKind: () => 'real' });
    const source = `export const handler = async ({ name }) => {
      for (const part of ['a', 'b', 'c']) {
        process.stdout.write(part + ' of ');
        await new Promise((resolve) => setTimeout(resolve, 2));
        process.stdout.write(name + '\\n');
      }
    };`;
    await rig.deployFunction('one', source);
    await rig.deployFunction('other', source);
    await Promise.all([rig.invoke('one', { name: 'one' }), rig.invoke('other', { name: 'other' })]);
    expect(linesOf(rig, 'one')).toEqual(['a of one', 'b of one', 'c of one']);
    expect(linesOf(rig, 'other')).toEqual(['a of other', 'b of other', 'c of other']);
  });

  it.each([
    ['exit', 'Runtime.ExitError'],
    ['throw', 'RangeError'],
    ['reject', 'Runtime.UnhandledPromiseRejection'],
  ])('go on when the code of another one ends: %s', async (how, errorType) => {
    const rig = createLambdaRig({ clockKind: () => 'real' });
    await rig.deployFunction('misbehaving', misbehaving);
    const { answer: waiting } = await startWaiting(rig);
    expect((await rig.invoke('misbehaving', { how })).payload).toMatchObject({ errorType });
    expect((await rig.invoke('misbehaving', {})).payload).toBe(1);
    release();
    expect((await waiting).payload).toBe('A');
  });

  it('E5: hear nothing more of code that has run out of time', async () => {
    const rig = createLambdaRig({ clockKind: () => 'real' });
    await rig.deployFunction(
      'ticking',
      `export const handler = ({ hangs }) => {
        if (!hangs) return 'afresh';
        setInterval(() => console.log('tick'), 5);
        return new Promise(() => {});
      };`,
      { Timeout: 1 },
    );
    const { answer: waiting } = await startWaiting(rig);
    expect((await rig.invoke('ticking', { hangs: true })).payload).toMatchObject({ errorType: 'Sandbox.Timedout' });
    const ticks = linesOf(rig, 'ticking').length;
    expect(ticks).toBeGreaterThan(0);
    expect((await rig.invoke('ticking', {})).payload).toBe('afresh');
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(linesOf(rig, 'ticking')).toHaveLength(ticks);
    release();
    expect((await waiting).payload).toBe('A');
  });

  it('E4: fail with what callers retry when one of them keeps the thread, which is alone from then on', async () => {
    const rig = createLambdaRig({ clockKind: () => 'real' });
    await rig.deployFunction('misbehaving', misbehaving, { Timeout: 1 });
    const { answer: waiting } = await startWaiting(rig);
    expect((await rig.invoke('misbehaving', { how: 'loop' })).payload).toMatchObject({ errorType: 'Sandbox.Timedout' });
    await expect(waiting).rejects.toMatchObject({ code: 'ServiceException', statusCode: 500 });

    const again = rig.invoke('waiting', { name: 'B' });
    await rig.seen('lambda-log', ({ line }) => line === 'begin B');
    expect((await rig.invoke('misbehaving', { how: 'loop' })).payload).toMatchObject({ errorType: 'Sandbox.Timedout' });
    release();
    expect((await again).payload).toBe('B');
  });

  it("E3: lose no time of their own to another one's code that keeps the thread", async () => {
    const rig = createLambdaRig({ clockKind: () => 'real' });
    await rig.deployFunction(
      'busy',
      `export const handler = () => { const end = performance.now() + 1_500; while (performance.now() < end); };`,
    );
    await rig.deployFunction(
      'short',
      `export const handler = async () => { console.log('begin'); await new Promise((resolve) => setTimeout(resolve, 200)); return 'done'; };`,
      { Timeout: 1 },
    );
    const short = rig.invoke('short');
    await rig.seen('lambda-log', ({ line }) => line === 'begin');
    expect((await rig.invoke('busy')).payload).toBeNull();
    expect((await short).payload).toBe('done');
  });

  it('have another thread once theirs has had as many environments as it may', async () => {
    const rig = createLambdaRig();
    // What a thread shares by itself says which one it is.
    const source = 'globalThis.thread ??= Math.random(); export const handler = async () => globalThis.thread;';
    await rig.deployFunction('steady', source);
    const { payload: first } = await rig.invoke('steady');
    await rig.deployFunction('changing', source);
    const seen = new Set<unknown>();
    for (let update = 1; update < lambdaLimits.environmentsOfThread; update += 1) {
      seen.add((await rig.invoke('changing')).payload);
      await rig.updateFunction('changing', `${source} // ${update}`);
    }
    expect([...seen]).toEqual([first]);
    const { payload: last } = await rig.invoke('changing');
    expect(last).not.toBe(first);
    expect((await rig.invoke('steady')).payload).not.toBe(first);
  });

  it('are killed beyond their memory once they have a thread to themselves', async () => {
    const rig = createLambdaRig();
    await rig.deployFunction('misbehaving', misbehaving, { MemorySize: 128, Timeout: 60 });
    await rig.invoke('misbehaving', { how: 'exit' });
    expect((await rig.invoke('misbehaving', { how: 'devour' })).payload).toMatchObject({
      errorType: 'Runtime.ExitError',
      errorMessage: expect.stringMatching(/Runtime exited with error: signal: killed$/),
    });
    expect((await rig.invoke('misbehaving', {})).payload).toBe(1);
  });
});
