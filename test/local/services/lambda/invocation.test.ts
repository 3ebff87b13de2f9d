import { describe, expect, it } from 'vitest';
import type { LogLine } from '../../../../local/services/lambda/invoker.ts';
import { createFakeMachine } from '../../clock/fake-machine.ts';
import { minutes } from '../test-kernel.ts';
import { createLambdaRig, functionArn, roleArn } from './lambda-rig.ts';

const echo = 'export const handler = async (event) => event;';

describe('invoking a function', () => {
  it('gives the handler the event and the caller what the handler returned', async () => {
    const rig = createLambdaRig();
    await rig.deployFunction('echo', echo);

    expect(await rig.invoke('echo', { wheels: 4, name: 'Käfer' })).toEqual({
      StatusCode: 200,
      ExecutedVersion: '$LATEST',
      payload: { wheels: 4, name: 'Käfer' },
    });
  });

  it('gives the handler {} without a payload, and the caller null without a result', async () => {
    const rig = createLambdaRig();
    await rig.deployFunction('echo', echo);
    await rig.deployFunction('silent', 'export const handler = async () => {};');

    expect((await rig.invoke('echo')).payload).toEqual({});
    expect((await rig.invoke('silent')).payload).toBeNull();
  });

  it('shows the code the environment of Lambda and of the function, and nothing of the machine', async () => {
    const rig = createLambdaRig();
    await rig.deployFunction('env', 'export const handler = async () => ({ ...process.env });', {
      MemorySize: 256,
      Environment: { Variables: { TABLE: 'Workflows', AWS_REGION: 'moon-1' } },
    });

    const { payload } = await rig.invoke('env');
    expect(payload).toEqual({
      LANG: 'en_US.UTF-8',
      TZ: 'UTC',
      AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
      AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
      TABLE: 'Workflows',
      AWS_REGION: 'eu-west-1',
      AWS_DEFAULT_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'key of env',
      AWS_SECRET_ACCESS_KEY: `secret of ${roleArn}`,
      AWS_SESSION_TOKEN: 'token',
      AWS_ENDPOINT_URL: 'http://127.0.0.1:4566',
      AWS_LAMBDA_FUNCTION_NAME: 'env',
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '256',
      AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/env',
      AWS_LAMBDA_LOG_STREAM_NAME: expect.stringMatching(/^2026\/03\/01\/\[\$LATEST\][0-9a-f]{32}$/),
      LAMBDA_TASK_ROOT: expect.stringContaining('asset.1'),
      _HANDLER: 'index.handler',
    });
  });

  it('gives the handler its context, with all of its time left while the clock stands still', async () => {
    const rig = createLambdaRig();
    await rig.deployFunction(
      'context',
      `export const handler = async (event, context) => {
        await new Promise((resolve) => setTimeout(resolve, 5));
        return { ...context, remaining: context.getRemainingTimeInMillis(), arguments: event };
      };`,
      { Timeout: 7 },
    );

    const { payload } = await rig.invoke('context', 1, { Qualifier: '$LATEST' });
    expect(payload).toMatchObject({
      functionName: 'context',
      functionVersion: '$LATEST',
      invokedFunctionArn: `${functionArn('context')}:$LATEST`,
      memoryLimitInMB: '128',
      awsRequestId: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-4/),
      logGroupName: '/aws/lambda/context',
      remaining: 7_000,
    });
  });

  it('starts Node.js with the options that the function sets for it', async () => {
    const rig = createLambdaRig();
    await rig.deployFunction('mapped', 'export const handler = async () => process.sourceMapsEnabled;', {
      Environment: { Variables: { NODE_OPTIONS: '--enable-source-maps' } },
    });
    expect((await rig.invoke('mapped')).payload).toBe(true);
  });

  it('keeps an environment for later invocations, also after an error of the handler', async () => {
    const rig = createLambdaRig();
    await rig.deployFunction(
      'counter',
      `let count = 0;
      export const handler = async (event) => {
        count += 1;
        if (event.fails) throw new Error('no');
        return count;
      };`,
    );

    await rig.invoke('counter', {});
    expect((await rig.invoke('counter', { fails: true })).FunctionError).toBe('Unhandled');
    expect((await rig.invoke('counter', {})).payload).toBe(3);
  });

  it('refuses a payload that is not JSON, or larger than 6 MB, or as an event larger than 1 MB', async () => {
    const rig = createLambdaRig();
    await rig.deployFunction('echo', echo);
    const text = (bytes: number) => Buffer.from(`"${'x'.repeat(bytes - 2)}"`);

    await expect(rig.invoke('echo', undefined, { Payload: Buffer.from('{') })).rejects.toMatchObject({
      code: 'InvalidRequestContentException',
      statusCode: 400,
    });
    await expect(rig.invoke('echo', undefined, { Payload: text(6_291_457) })).rejects.toMatchObject({
      code: 'RequestTooLargeException',
      statusCode: 413,
    });
    await expect(
      rig.invoke('echo', undefined, { Payload: text(1_048_577), InvocationType: 'Event' }),
    ).rejects.toMatchObject({ code: 'RequestTooLargeException' });
    expect((await rig.invoke('echo', undefined, { Payload: text(6_291_456) })).FunctionError).toBeUndefined();
  });

  it('answers a dry run without running anything', async () => {
    const rig = createLambdaRig();
    await rig.deployFunction('echo', 'throw new Error("was loaded");');
    expect((await rig.invoke('echo', {}, { InvocationType: 'DryRun' })).StatusCode).toBe(204);
    expect(rig.kernel.meter.read().lambdaInvocations).toBe(0);
  });

  it('counts invocations and, where time stands still, bills 50 ms for each', async () => {
    const rig = createLambdaRig();
    await rig.deployFunction('echo', echo, { MemorySize: 512 });
    await rig.invoke('echo');
    await rig.invoke('echo');
    expect(rig.kernel.meter.read()).toMatchObject({ lambdaInvocations: 2, lambdaGbSeconds: 0.05 });
  });

  it('counts the bytes that code logs, 26 more for each event, and none of the platform', async () => {
    const rig = createLambdaRig();
    await rig.deployFunction(
      'chatty',
      'export const handler = async () => { console.log("Grüße"); console.log("bye"); };',
    );
    await rig.invoke('chatty');
    const lines = rig.observed.flatMap((event) => (event.kind === 'lambda-log' ? [event.line] : []));
    expect(lines).toHaveLength(2);
    const bytes = lines.reduce((sum, line) => sum + Buffer.byteLength(line) + 26, 0);
    expect(rig.kernel.meter.read().lambdaLogBytes).toBe(bytes);
  });
});

describe('the clock of the code', () => {
  const clock = `const loadedAt = new Date();
    export const handler = async () => {
      const before = Date.now();
      await new Promise((resolve) => setTimeout(resolve, 15));
      return {
        loadedAt, before, passed: Date.now() - before, text: Date(), given: new Date(0).toISOString(),
        isDate: new Date() instanceof Date, isSame: new Date().constructor === Date, year: new Date(2020, 1, 1).getFullYear(),
      };
    };`;

  it('shows the time of the runtime, which stands still during an invocation and moves between two', async () => {
    const rig = createLambdaRig();
    await rig.deployFunction('clock', clock);

    expect((await rig.invoke('clock')).payload).toEqual({
      loadedAt: '2026-03-01T00:00:00.000Z',
      before: Date.parse('2026-03-01T00:00:00Z'),
      passed: 0,
      text: new Date('2026-03-01T00:00:00Z').toString(),
      given: '1970-01-01T00:00:00.000Z',
      isDate: true,
      isSame: true,
      year: 2020,
    });
    await rig.clock.runUntil(rig.clock.nowMs() + minutes(60));
    expect((await rig.invoke('clock')).payload).toMatchObject({
      loadedAt: '2026-03-01T00:00:00.000Z',
      before: Date.parse('2026-03-01T01:00:00Z'),
    });
  });

  it('stands still under an accelerated clock, which waits for the invocation', async () => {
    const rig = createLambdaRig({ clockKind: () => 'accelerated' });
    await rig.deployFunction('clock', clock);

    const { before, passed } = (await rig.invoke('clock')).payload as { before: number; passed: number };
    expect(before).toBeGreaterThanOrEqual(Date.parse('2026-03-01T00:00:00Z'));
    expect(passed).toBe(0);
  });
});

describe('the log of a function', () => {
  const metric = '{"_aws":{"Timestamp":1,"CloudWatchMetrics":[]},"Charged":1}';

  it('has each line that the code writes, as it is, before the result', async () => {
    const entries: LogLine[] = [];
    const rig = createLambdaRig({ recordLogLine: (entry) => entries.push(entry) });
    await rig.deployFunction(
      'talker',
      `import { Console } from 'node:console';
      const own = new Console({ stdout: process.stdout, stderr: process.stderr });
      export const handler = async () => {
        console.log('hello %s', 'there');
        own.log(${JSON.stringify(metric)});
        console.error('two\\nlines');
        process.stdout.write('half ');
        process.stdout.write('and half\\n');
      };`,
      { LoggingConfig: { LogGroup: 'activities', LogFormat: 'JSON' } },
    );

    const answer = await rig.invoke('talker', {}, { LogType: 'Tail' });

    const lines = ['hello there', metric, 'two', 'lines', 'half and half'];
    const [start, ...rest] = entries.map(({ line }) => line);
    expect(JSON.parse(start!)).toMatchObject({ type: 'platform.start', record: { version: '$LATEST' } });
    expect(rest.slice(0, -1)).toEqual(lines);
    expect(JSON.parse(rest.at(-1)!)).toMatchObject({ type: 'platform.report' });
    expect(new Set(entries.map(({ logGroupName }) => logGroupName))).toEqual(new Set(['activities']));
    expect(rig.observed.filter(({ kind }) => kind === 'lambda-log')).toMatchObject(
      lines.map((line) => ({ functionName: 'talker', line })),
    );
    expect(Buffer.from(answer.LogResult!, 'base64').toString()).toBe(`${lines.join('\n')}\n`);
  });
});

describe('a function that fails', () => {
  it('answers name, message and trace of a thrown error', async () => {
    const rig = createLambdaRig();
    await rig.deployFunction(
      'failing',
      `class Declined extends Error { name = 'CardDeclined'; }
      export const handler = async () => { throw new Declined('no money'); };`,
    );

    const answer = await rig.invoke('failing');

    expect(answer).toMatchObject({ StatusCode: 200, FunctionError: 'Unhandled', ExecutedVersion: '$LATEST' });
    expect(answer.payload).toMatchObject({ errorType: 'CardDeclined', errorMessage: 'no money' });
    const { trace } = answer.payload as { trace: string[] };
    expect(trace[0]).toBe('CardDeclined: no money');
    expect(trace[1]).toContain('index.mjs:2');
    // The same at every start, wherever the worker's own code lies.
    expect(trace.filter((line) => line.includes('file:///var/runtime/'))).not.toEqual([]);
    expect(rig.observed.filter(({ kind }) => kind === 'lambda-failed')).toMatchObject([
      { functionName: 'failing', errorType: 'CardDeclined', errorMessage: 'no money' },
    ]);
  });

  it.each([
    ['a thrown text', `export const handler = async () => { throw 'oops'; };`, 'string', 'oops'],
    [
      'a result that is no JSON',
      'export const handler = async () => 1n;',
      'Runtime.MarshalError',
      'Unable to stringify response body',
    ],
    [
      'a missing export',
      'export const other = 1;',
      'Runtime.HandlerNotFound',
      'index.handler is undefined or not exported',
    ],
    [
      'code that is no JavaScript',
      'export const handler = ;',
      'Runtime.UserCodeSyntaxError',
      "SyntaxError: Unexpected token ';'",
    ],
    ['an error while loading', `throw new TypeError('at load');`, 'TypeError', 'at load'],
    [
      'a rejection that nobody handles',
      `export const handler = () => new Promise(() => { Promise.reject(new Error('lost')); });`,
      'Runtime.UnhandledPromiseRejection',
      'Error: lost',
    ],
    [
      'an error outside the handler',
      `export const handler = () => new Promise(() => { setTimeout(() => { throw new RangeError('later'); }, 1); });`,
      'RangeError',
      'later',
    ],
  ])('says what happened for %s', async (_title, source, errorType, errorMessage) => {
    const rig = createLambdaRig();
    await rig.deployFunction('failing', source);
    const answer = await rig.invoke('failing');
    expect(answer.FunctionError).toBe('Unhandled');
    expect(answer.payload).toMatchObject({ errorType, errorMessage });
  });

  it('names a module that is not in the bundle', async () => {
    const rig = createLambdaRig();
    await rig.deployFunction('missing', `import 'not-bundled';`);
    const { payload } = await rig.invoke('missing');
    expect(payload).toMatchObject({
      errorType: 'Runtime.ImportModuleError',
      errorMessage: expect.stringContaining("Cannot find package 'not-bundled'"),
    });
  });

  it.each([
    [3, 'Runtime exited with error: exit status 3'],
    [0, 'Runtime exited without providing a reason'],
  ])('says that the code ended its process with %i, and starts afresh', async (exitCode, reason) => {
    const rig = createLambdaRig();
    await rig.deployFunction(
      'exiting',
      'let count = 0; export const handler = async ({ exitCode }) => { count += 1; if (exitCode !== undefined) process.exit(exitCode); return count; };',
    );
    await rig.invoke('exiting', {});

    const answer = await rig.invoke('exiting', { exitCode });
    const { errorType, errorMessage } = answer.payload as { errorType: string; errorMessage: string };

    expect(answer.FunctionError).toBe('Unhandled');
    expect(errorType).toBe('Runtime.ExitError');
    expect(errorMessage).toMatch(/^RequestId: [0-9a-f-]{36} Error: /);
    expect(errorMessage.endsWith(reason)).toBe(true);
    expect((await rig.invoke('exiting', {})).payload).toBe(1);
  });

  it('answers Sandbox.Timedout once its time has passed on the machine, and starts afresh', async () => {
    const machine = createFakeMachine(0);
    const rig = createLambdaRig({ machine });
    await rig.deployFunction(
      'slow',
      `let count = 0;
      export const handler = ({ hangs }) => {
        count += 1;
        if (!hangs) return count;
        console.log('hanging');
        return new Promise(() => {});
      };`,
      { Timeout: 3 },
    );
    const answer = rig.invoke('slow', { hangs: true });
    await rig.seen('lambda-log');
    machine.advance(2_999);
    machine.advance(1);

    const { FunctionError, payload } = await answer;
    expect(FunctionError).toBe('Unhandled');
    expect(payload).toEqual({
      errorType: 'Sandbox.Timedout',
      errorMessage: expect.stringMatching(/^RequestId: [0-9a-f-]{36} Error: Task timed out after 3.00 seconds$/),
    });
    expect((await rig.invoke('slow', {})).payload).toBe(1);
  });

  it('does not run out of time before its time has passed', async () => {
    const machine = createFakeMachine(0);
    const rig = createLambdaRig({ machine });
    await rig.deployFunction(
      'slow',
      `export const handler = async () => { console.log('working'); await new Promise((resolve) => setTimeout(resolve, 20)); return 'done'; };`,
    );
    const answer = rig.invoke('slow');
    await rig.seen('lambda-log');
    machine.advance(2_999);
    expect((await answer).payload).toBe('done');
  });
});
