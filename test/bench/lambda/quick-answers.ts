import { EventEmitter } from 'node:events';
import http, { type ClientRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { syncBuiltinESMExports } from 'node:module';
import { Readable } from 'node:stream';

/** What a call of AWS or of a provider is told from: its operation where the protocol names it, else method and path. */
export type AnswerCall = (operation: string, body: string) => { readonly status: number; readonly body: string };

/**
 * Lets `node:http` and `fetch` be answered at once and in this process, so that nothing but the code above them is measured.
 * Called before a bundle is imported, which may keep what it finds.
 *
 * @returns how many calls there have been
 */
export function answerEverything(answerCall: AnswerCall): () => number {
  let calls = 0;
  http.request = ((options: RequestOptions, onResponse?: (response: IncomingMessage) => void) => {
    calls += 1;
    return new AnsweredRequest(options, answerCall, onResponse) as unknown as ClientRequest;
  }) as typeof http.request;
  syncBuiltinESMExports();
  globalThis.fetch = async (input) => {
    calls += 1;
    const { status, body } = answerCall(`GET ${new URL(String(input)).pathname}`, '');
    return new Response(body, { status, headers: { 'content-type': 'application/json' } });
  };
  return () => calls;
}

/** As much of a ClientRequest as the SDK's handler uses. */
class AnsweredRequest extends EventEmitter {
  readonly #operation: string;
  readonly #answerCall: AnswerCall;
  readonly #onResponse: ((response: IncomingMessage) => void) | undefined;
  #body = '';

  constructor(
    { method, path, headers }: RequestOptions,
    answerCall: AnswerCall,
    onResponse?: (_: IncomingMessage) => void,
  ) {
    super();
    const target = (headers as Readonly<Record<string, string>> | undefined)?.['x-amz-target'];
    this.#operation = target?.slice(target.indexOf('.') + 1) ?? `${method} ${path}`;
    this.#answerCall = answerCall;
    this.#onResponse = onResponse;
  }

  setTimeout(): this {
    return this;
  }

  write(chunk: string | Uint8Array): boolean {
    this.#body += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString();
    return true;
  }

  end(chunk?: string | Uint8Array): this {
    if (chunk !== undefined) this.write(chunk);
    const { status, body } = this.#answerCall(this.#operation, this.#body);
    const headers = { 'content-type': 'application/x-amz-json-1.0', 'content-length': String(Buffer.byteLength(body)) };
    setImmediate(() => {
      const response = Object.assign(Readable.from([Buffer.from(body)]), { statusCode: status, headers });
      this.#onResponse?.(response as unknown as IncomingMessage);
    });
    return this;
  }

  destroy(): this {
    return this;
  }
}
