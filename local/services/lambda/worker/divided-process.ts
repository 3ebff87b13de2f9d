import { syncBuiltinESMExports } from 'node:module';
import { captureOutput } from './capture-output.ts';
import { currentEnvironment, type Environment } from './environment.ts';
import { RuntimeClientError } from './runtime-client-error.ts';

/**
 * Shows every environment of the thread a `process` as if it were alone in it: variables, standard output and error, its
 * end, and what happens to errors that nobody catches.
 *
 * @param all environments of the thread: an error that belongs to none of them ends them all
 */
export function divideProcess(all: () => Iterable<Environment>): void {
  for (const name of ['stdout', 'stderr'] as const) {
    captureOutput(process[name], (text) => currentEnvironment()?.takeOutput[name](text));
  }
  process.env = divideVariables(process.env);

  const exitThread = process.exit;
  process.exit = (code) => {
    const environment = currentEnvironment();
    if (environment === undefined) return exitThread(code);
    environment.exit(Number(code ?? process.exitCode ?? 0));
    // Nothing after it may run. Code that catches it goes on unheard.
    throw new RuntimeClientError('Runtime.ExitError', 'the code has ended its process');
  };

  const failWith = (thrown: unknown): void => {
    const environment = currentEnvironment();
    for (const one of environment === undefined ? all() : [environment]) one.failWith(thrown);
  };
  process.on('uncaughtException', failWith);
  process.on('unhandledRejection', (reason) =>
    failWith(new RuntimeClientError('Runtime.UnhandledPromiseRejection', String(reason), { cause: reason })),
  );
  syncBuiltinESMExports();
}

/** `process.env`, whose values are texts, of whichever environment asks. */
function divideVariables(threadVariables: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const variables = (): NodeJS.ProcessEnv => currentEnvironment()?.variables ?? threadVariables;
  return new Proxy(Object.create(null) as NodeJS.ProcessEnv, {
    get: (_target, name) => (typeof name === 'string' ? variables()[name] : undefined),
    has: (_target, name) => Object.hasOwn(variables(), name),
    set(_target, name, value) {
      variables()[String(name)] = String(value);
      return true;
    },
    defineProperty(_target, name, { value }) {
      variables()[String(name)] = String(value);
      return true;
    },
    deleteProperty: (_target, name) => delete variables()[String(name)],
    ownKeys: () => Object.keys(variables()),
    getOwnPropertyDescriptor(_target, name) {
      const own = variables();
      if (!Object.hasOwn(own, name)) return undefined;
      return { value: own[String(name)], writable: true, enumerable: true, configurable: true };
    },
  });
}
