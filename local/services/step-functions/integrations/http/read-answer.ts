import { STATUS_CODES } from 'node:http';
import { textOf, type WireBody } from '../../../../http/wire.ts';
import { TaskFailureError } from '../integration.ts';
import { invalidCall } from './http-failure.ts';
import type { HttpAnswer } from './http-reach.ts';

const binaryTypes = /^(?:application\/octet-stream|image\/|video\/|audio\/)/i;
const jsonTypes = /^application\/(?:[\w.+-]+\+)?json\b/i;
/** From here on the endpoint says that it did not do what it was asked for. */
const lowestFailure = 400;

/** The JSON text of the result; throws `States.Http.StatusCode.<status>`, with the same as its cause, for a failure. */
export function readAnswer(answer: HttpAnswer): string {
  const { statusCode, body } = answer;
  const text = typeof body === 'string' ? body : textOf(body);
  if (statusCode >= lowestFailure) {
    throw new TaskFailureError({ error: `States.Http.StatusCode.${statusCode}`, cause: written(answer, text) });
  }
  const type = contentTypeOf(answer);
  if (binaryTypes.test(type)) throw invalidCall(`A response of the content type ${type} is not supported`);
  if (!isText(body, text)) throw invalidCall('The response cannot be read as text');
  return written(answer, text);
}

function written(answer: HttpAnswer, text: string): string {
  const { statusCode } = answer;
  const headers: Record<string, readonly string[]> = {};
  for (const name in answer.headers) {
    const value = answer.headers[name]!;
    headers[name] = typeof value === 'string' ? [value] : value;
  }
  // JSON is put in as the text that it is: its numbers keep their spelling.
  const body = jsonTypes.test(contentTypeOf(answer)) && isJson(text) ? text.trim() : JSON.stringify(text);
  const statusText = JSON.stringify(STATUS_CODES[statusCode] ?? '');
  return `{"Headers":${JSON.stringify(headers)},"ResponseBody":${body},"StatusCode":${statusCode},"StatusText":${statusText}}`;
}

/** What is no UTF-8 came out as a mark of replacement, which nothing but such a mark comes out as. */
function isText(body: WireBody, text: string): boolean {
  return typeof body === 'string' || !text.includes('\ufffd') || Buffer.from(text).equals(body);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function contentTypeOf({ headers }: HttpAnswer): string {
  const type = headers['content-type'];
  return typeof type === 'string' ? type : '';
}
