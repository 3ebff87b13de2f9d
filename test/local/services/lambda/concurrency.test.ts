import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Caller } from '../../../../local/kernel/service.ts';
import { createInvocationGate } from '../../../../local/services/lambda/invocation-gate.ts';
import { createLambdaRig, heldUntilRelease, type LambdaRig, release, roleArn } from './lambda-rig.ts';

/** Reports when it begins and when it ends, with whatever else begins and ends in between. */
const reporting = `export const handler = async ({ name }) => {
  console.log('begin ' + name);
  await new Promise((resolve) => setTimeout(resolve, 10));
  console.log('end ' + name);
};`;

const linesOf = (rig: LambdaRig): string[] =>
  rig.observed.flatMap((event) => (event.kind === 'lambda-log' ? [event.line] : []));

describe('concurrency limits', () => {
  it('refuses every call of a function with a reserved concurrency of 0', async () => {
    const rig = createLambdaRig();
    await rig.deployFunction('off', reporting, { ReservedConcurrentExecutions: 0 });
    await expect(rig.invoke('off')).rejects.toMatchObject({
      code: 'TooManyRequestsException',
      statusCode: 429,
      fields: { Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded' },
    });
    expect(rig.kernel.meter.read().lambdaInvocations).toBe(0);
  });

  it('refuses the call beyond the reserved concurrency, and takes calls again when one has ended', async () => {
    const rig = createLambdaRig({ clockKind: () => 'real' });
    await rig.deployFunction('narrow', reporting, { ReservedConcurrentExecutions: 1 });
    const first = rig.invoke('narrow', { name: 'A' });
    await expect(rig.invoke('narrow', { name: 'B' })).rejects.toMatchObject({ code: 'TooManyRequestsException' });
    await first;
    expect((await rig.invoke('narrow', { name: 'C' })).StatusCode).toBe(200);
    expect(linesOf(rig)).toEqual(['begin A', 'end A', 'begin C', 'end C']);
  });

  it("takes reserved concurrency from the account's, which all other functions share", async () => {
    const rig = createLambdaRig({ clockKind: () => 'real', accountConcurrency: 3 });
    await rig.deployFunction('reserved', reporting, { ReservedConcurrentExecutions: 2 });
    await rig.deployFunction('one', reporting);
    await rig.deployFunction('other', reporting);
    const running = rig.invoke('one', { name: 'A' });
    await expect(rig.invoke('other', { name: 'B' })).rejects.toMatchObject({
      fields: { Reason: 'ConcurrentInvocationLimitExceeded' },
    });
    expect((await rig.invoke('reserved', { name: 'C' })).StatusCode).toBe(200);
    await running;
  });

  it('runs two calls of one function at once in two environments, while time runs', async () => {
    const rig = createLambdaRig({ clockKind: () => 'real' });
    await rig.deployFunction('wide', heldUntilRelease);
    const calls = [rig.invoke('wide', { name: 'A' }), rig.invoke('wide', { name: 'B' })];
    // Neither ends before both have begun.
    await Promise.all(['A', 'B'].map((name) => rig.seen('lambda-log', ({ line }) => line === `begin ${name}`)));
    release();
    expect((await Promise.all(calls)).map(({ payload }) => payload)).toEqual(['A', 'B']);
  });
});

describe('with a clock that skips', () => {
  it('takes up what invocations do in the order in which they began, whichever is faster', async () => {
    const rig = createLambdaRig();
    const sleeping = `export const handler = async ({ name, delayMs }) => {
      console.log('begin ' + name);
      await new Promise((resolve) => setTimeout(resolve, delayMs));
      console.log('end ' + name);
    };`;
    await rig.deployFunction('one', sleeping);
    await rig.deployFunction('other', sleeping);
    await Promise.all([
      rig.invoke('other', { name: 'A', delayMs: 60 }),
      rig.invoke('one', { name: 'B', delayMs: 0 }),
      rig.invoke('other', { name: 'C', delayMs: 20 }),
    ]);
    expect(linesOf(rig)).toEqual(['begin A', 'end A', 'begin B', 'end B', 'begin C', 'end C']);
  });

  it('runs several invocations at once', async () => {
    const rig = createLambdaRig();
    // Neither would end if the other began only after it.
    const meeting = `export const handler = () => new Promise((resolve) => {
      const channel = new BroadcastChannel('meeting');
      channel.onmessage = ({ data }) => {
        if (data === 'here') channel.postMessage('seen');
        channel.postMessage('here');
        setTimeout(() => { channel.close(); resolve('met'); }, 20);
        channel.onmessage = null;
      };
      channel.postMessage('here');
    });`;
    await rig.deployFunction('one', meeting);
    const answers = await Promise.all([rig.invoke('one'), rig.invoke('one')]);
    expect(answers.map(({ payload }) => payload)).toEqual(['met', 'met']);
  });

  it('runs one after the other, in one thread, where one at a time was asked for', async () => {
    const rig = createLambdaRig({ invocationsAtOnce: 1 });
    const counting = `import { threadId } from 'node:worker_threads';
    export const handler = async () => {
      globalThis.running = (globalThis.running ?? 0) + 1;
      const seen = globalThis.running;
      await new Promise((resolve) => setTimeout(resolve, 20));
      globalThis.running -= 1;
      return { seen, threadId };
    };`;
    await rig.deployFunction('one', counting);
    await rig.deployFunction('other', counting);
    const answers = await Promise.all([rig.invoke('one'), rig.invoke('other'), rig.invoke('one')]);
    const [first, ...others] = answers.map(({ payload }) => payload);
    expect(first).toMatchObject({ seen: 1 });
    expect(others).toEqual([first, first]);
  });

  it('lets a call through that a running invocation waits for', async () => {
    const caller: Caller = { kind: 'role', roleArn, sessionName: 'outer' };
    const server = createServer((_request, response) => {
      rig.invoke('inner', { name: 'inner' }, {}, caller).then(
        () => response.end(),
        () => response.destroy(),
      );
    });
    const rig = createLambdaRig({ endpoint: () => addressOf(server) });
    await listen(server);
    await rig.deployFunction('inner', reporting);
    await rig.deployFunction(
      'outer',
      `export const handler = async () => {
        console.log('begin outer');
        await fetch(process.env.AWS_ENDPOINT_URL);
        console.log('end outer');
      };`,
      // Real time, in which a busy machine may take long over a socket.
      { Timeout: 60 },
    );

    await Promise.all([rig.invoke('outer'), rig.invoke('inner', { name: 'next' })]);

    expect(linesOf(rig)).toEqual(['begin outer', 'begin inner', 'end inner', 'end outer', 'begin next', 'end next']);
  });
});

describe('the invocation gate', () => {
  it('G1: admits in the order of arrival, each when the one before has left', async () => {
    const gate = createInvocationGate(() => 1);
    const admitted: string[] = [];
    const enter = (session: string) =>
      gate.enter(session, undefined).then((leave) => {
        admitted.push(session);
        return leave;
      });
    const [first, second, third] = [enter('a'), enter('b'), enter('c')];
    (await first)();
    (await second)();
    await third;
    expect(admitted).toEqual(['a', 'b', 'c']);
  });

  it('G1: admits as many as there may be, and more once there may be more', async () => {
    let most = 2;
    const gate = createInvocationGate(() => most);
    const admitted: string[] = [];
    const enter = async (session: string) => {
      const leave = await gate.enter(session, undefined);
      admitted.push(session);
      return leave;
    };
    const [first] = ['a', 'b', 'c', 'd', 'e'].map(enter);
    const leaveFirst = await first!;
    await Promise.resolve();
    expect(admitted).toEqual(['a', 'b']);
    most = 4;
    leaveFirst();
    await new Promise(setImmediate);
    expect(admitted).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  it('G2: keeps the others out until a call made inside has left as well', async () => {
    const gate = createInvocationGate(() => 1);
    const leaveOuter = await gate.enter('outer', undefined);
    const leaveInner = await gate.enter('inner', 'outer');
    let isNextInside = false;
    const next = gate.enter('next', undefined).then(() => {
      isNextInside = true;
    });
    leaveOuter();
    await Promise.resolve();
    expect(isNextInside).toBe(false);
    leaveInner();
    await next;
    expect(isNextInside).toBe(true);
  });

  it('G2: takes a caller that is not inside for any other', async () => {
    const gate = createInvocationGate(() => 1);
    const leave = await gate.enter('a', undefined);
    let isInside = false;
    const other = gate.enter('b', 'stranger').then(() => {
      isInside = true;
    });
    await Promise.resolve();
    expect(isInside).toBe(false);
    leave();
    await other;
  });
});

function addressOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function listen(server: Server): Promise<void> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
}
