import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

/** What a runtime in another process answered to a call, or that nobody knows whether it was made. */
export type Answer =
  | { readonly kind: 'done'; readonly output: Record<string, unknown> }
  | { readonly kind: 'refused'; readonly code: string }
  | { readonly kind: 'in-doubt' };

export interface KillableProcess {
  /** Waits until the process answers; false if it was killed before. */
  isReady(): Promise<boolean>;
  call(target: string, input: unknown): Promise<Answer>;
  /** Creates a schedule, whose API is not of the kind that `call` speaks. */
  createSchedule(name: string, input: unknown): Promise<Answer>;
  killAfter(delayMs: number): Promise<void>;
}

/** `script` is `killable-process.ts`, or its bundle. */
export function startKillableProcess(
  script: string,
  { dataDirectory, assembly, seed }: { dataDirectory: string; assembly: string; seed: number },
): KillableProcess {
  const child: ChildProcess = fork(script, [dataDirectory, assembly, String(seed)], { execArgv: [] });
  const ended = once(child, 'exit');
  let endpoint = '';
  const ready = Promise.race([
    once(child, 'message').then(([message]) => {
      endpoint = (message as { endpoint: string }).endpoint;
      return true;
    }),
    ended.then(([code]) => {
      if (code !== null) throw new Error(`the process ended by itself with status ${code}`);
      return false;
    }),
  ]);
  ready.catch(() => {});

  const request = async (path: string, headers: Record<string, string>, body: unknown): Promise<Answer> => {
    try {
      const response = await fetch(endpoint + path, { method: 'POST', headers, body: JSON.stringify(body) });
      const output = (await response.json()) as Record<string, unknown>;
      if (response.ok) return { kind: 'done', output };
      const code = String(output.__type ?? response.headers.get('x-amzn-errortype') ?? '');
      return { kind: 'refused', code: code.slice(code.indexOf('#') + 1) };
    } catch {
      // No answer, or half of one: the process died meanwhile.
      return { kind: 'in-doubt' };
    }
  };

  return {
    isReady: () => ready,
    call: (target, input) =>
      request('/', { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': target }, input),
    createSchedule: (name, input) => request(`/schedules/${name}`, { 'content-type': 'application/json' }, input),
    async killAfter(delayMs) {
      await sleep(delayMs);
      child.kill('SIGKILL');
      await ended;
    },
  };
}
