import { type IncomingMessage, type RequestOptions, validateHeaderName, validateHeaderValue } from 'node:http';
import { Socket } from 'node:net';
import { Writable } from 'node:stream';
import type { Caller } from './dialogue.ts';
import { createIncomingResponse } from './incoming-response.ts';
import type { AnswerMessage } from './protocol.ts';

/**
 * Stands in for Node's `ClientRequest` where the service answers without a socket: what HTTP clients do with one before
 * and after they send, with the same events in the same order.
 */
export class OutgoingRequest extends Writable {
  readonly method: string;
  readonly path: string;
  readonly protocol = 'http:';
  readonly host: string;
  readonly reusedSocket = false;
  aborted = false;
  readonly #origin: string;
  readonly #caller: Caller;
  readonly #headers = new Map<string, { readonly name: string; readonly value: string | string[] }>();
  readonly #chunks: Array<string | Uint8Array> = [];
  #socket: Socket | undefined;
  #response: IncomingMessage | undefined;
  #forget = (): void => {};
  #stopTimeout = (): void => {};

  constructor(origin: string, options: RequestOptions, caller: Caller) {
    // Ends by itself only once the response was read, as a ClientRequest does.
    super({ decodeStrings: false, autoDestroy: false });
    this.#origin = origin;
    this.#caller = caller;
    this.method = (options.method ?? 'GET').toUpperCase();
    this.path = options.path ?? '/';
    const host = origin.slice(origin.indexOf('//') + 2);
    this.host = options.hostname ?? options.host ?? host;
    const headers = (options.headers ?? {}) as Readonly<Record<string, string | number | string[] | undefined>>;
    for (const name in headers) {
      const value = headers[name];
      if (value !== undefined) this.setHeader(name, value);
    }
    if (!this.hasHeader('host')) this.setHeader('Host', host);
    if (options.auth != null && !this.hasHeader('authorization')) {
      this.setHeader('Authorization', `Basic ${Buffer.from(options.auth).toString('base64')}`);
    }
    if (options.timeout !== undefined) this.setTimeout(options.timeout);
    process.nextTick(() => {
      if (this.listenerCount('socket') > 0) this.emit('socket', this.socket);
    });
  }

  /** Connected already, and nothing comes through it. */
  get socket(): Socket {
    this.#socket ??= new Socket();
    return this.#socket;
  }

  get connection(): Socket {
    return this.socket;
  }

  get finished(): boolean {
    return this.writableEnded;
  }

  setHeader(name: string, value: string | number | readonly string[]): this {
    validateHeaderName(name);
    const text = Array.isArray(value) ? value.map(String) : String(value);
    validateHeaderValue(name, text as string);
    this.#headers.set(name.toLowerCase(), { name, value: text });
    return this;
  }

  getHeader(name: string): string | string[] | undefined {
    return this.#headers.get(name.toLowerCase())?.value;
  }

  getHeaders(): Record<string, string | string[]> {
    return Object.fromEntries([...this.#headers].map(([name, { value }]) => [name, value]));
  }

  getHeaderNames(): string[] {
    return [...this.#headers.keys()];
  }

  getRawHeaderNames(): string[] {
    return [...this.#headers.values()].map(({ name }) => name);
  }

  hasHeader(name: string): boolean {
    return this.#headers.has(name.toLowerCase());
  }

  removeHeader(name: string): void {
    this.#headers.delete(name.toLowerCase());
  }

  flushHeaders(): void {}

  setNoDelay(): void {}

  setSocketKeepAlive(): void {}

  setTimeout(timeoutMs: number, onTimeout?: () => void): this {
    if (onTimeout !== undefined) this.once('timeout', onTimeout);
    this.#stopTimeout();
    if (timeoutMs > 0) {
      const timeout = setTimeout(() => this.emit('timeout'), timeoutMs);
      timeout.unref();
      this.#stopTimeout = () => clearTimeout(timeout);
    }
    return this;
  }

  abort(): void {
    if (this.aborted) return;
    this.aborted = true;
    process.nextTick(() => this.emit('abort'));
    this.destroy();
  }

  override _write(chunk: string | Uint8Array, encoding: BufferEncoding, done: () => void): void {
    const isText = typeof chunk === 'string' && encoding !== 'utf8' && encoding !== 'utf-8';
    this.#chunks.push(isText ? Buffer.from(chunk, encoding) : chunk);
    done();
  }

  override _final(done: () => void): void {
    const body = joined(this.#chunks);
    const length = typeof body === 'string' ? Buffer.byteLength(body) : body.byteLength;
    if (length > 0 && !this.hasHeader('content-length')) this.setHeader('Content-Length', length);
    const headers: Record<string, string> = {};
    for (const [name, { value }] of this.#headers) headers[name] = Array.isArray(value) ? value.join(', ') : value;
    headers.connection ??= 'keep-alive';
    const { method, path: target } = this;
    this.#forget = this.#caller.call({ origin: this.#origin, method, target, headers, body }, (answer) =>
      this.#respond(answer),
    );
    done();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#stopTimeout();
    this.#forget();
    const response = this.#response;
    if (response !== undefined && !response.readableEnded) response.destroy(error ?? undefined);
    const isUnanswered = response === undefined;
    done(error ?? (isUnanswered ? Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' }) : null));
  }

  #respond(answer: AnswerMessage): void {
    const response = createIncomingResponse(answer);
    this.#response = response;
    response.once('close', () => {
      this.destroy();
    });
    // Nobody listens: what was answered is thrown away, and the request ends.
    if (!this.emit('response', response)) response.resume();
  }
}

function joined(chunks: readonly (string | Uint8Array)[]): string | Uint8Array {
  if (chunks.every((chunk) => typeof chunk === 'string')) return chunks.join('');
  // A copy of its own: parts of Node's pool would be sent with all that lies around them.
  return Uint8Array.from(
    Buffer.concat(chunks.map((chunk) => (typeof chunk === 'string' ? Buffer.from(chunk) : chunk))),
  );
}
