import { IncomingMessage, STATUS_CODES } from 'node:http';
import { Socket } from 'node:net';
import type { AnswerMessage } from './protocol.ts';

/** An answer as Node's HTTP client gives it to the code: all there already, read as a stream. */
export function createIncomingResponse({ statusCode, headers, body }: AnswerMessage): IncomingMessage {
  const response = new IncomingMessage(new Socket());
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
