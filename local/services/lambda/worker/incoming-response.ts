import { IncomingMessage, STATUS_CODES } from 'node:http';
import { Socket } from 'node:net';
import type { AnswerMessage } from './protocol.ts';

/** An answer as Node's HTTP client gives it to the code: all there already, read as a stream. */
export function createIncomingResponse({ statusCode, headers, body }: AnswerMessage): IncomingMessage {
  const response = new IncomingResponse();
  response.statusCode = statusCode;
  response.statusMessage = STATUS_CODES[statusCode] ?? '';
  response.httpVersion = '1.1';
  response.httpVersionMajor = 1;
  response.httpVersionMinor = 1;
  const rawHeaders: string[] = [];
  for (const name in headers) rawHeaders.push(name, headers[name]!);
  response.headers = { ...headers };
  response.rawHeaders = rawHeaders;
  response.complete = true;
  if (body.length > 0) response.push(body);
  response.push(null);
  return response;
}

/** Node's own reads from its socket and destroys it; this one has all that there will be. */
class IncomingResponse extends IncomingMessage {
  constructor() {
    // Node's type wants a socket, its constructor does without.
    super(undefined as unknown as Socket);
  }

  override _read(): void {}

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    if (!this.readableEnded) {
      this.aborted = true;
      this.emit('aborted');
    }
    done(error);
  }
}

const sockets = new WeakMap<object, Socket>();

/** Made for those who ask: a socket costs four times as much as the rest of an answer, and nothing comes through it. */
const socketOnDemand: PropertyDescriptor & ThisType<object> = {
  get() {
    let socket = sockets.get(this);
    if (socket === undefined) {
      socket = new Socket();
      sockets.set(this, socket);
    }
    return socket;
  },
  set() {},
};
Object.defineProperties(IncomingResponse.prototype, { socket: socketOnDemand, connection: socketOnDemand });
