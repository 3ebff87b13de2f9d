/**
 * Brings an endpoint's own answers into the form of the recordings: what differs from run to run (names, times,
 * identifiers) becomes the tokens that stand there. The corpus's README tells the steps and their order.
 */
import type { Transformer } from '../corpus/cases.ts';
import { isObject, type Json, type JsonObject, parseJson, spacedJson } from '../json.ts';
import { findPlaces, replaceAt, valueAt } from './json-path.ts';
import { instant, parseObjectTexts, sortKeys, visitMembers } from './prepare.ts';
import { memberFunctions } from './resource-names.ts';
import { sortParallelEvents } from './sort-parallel.ts';
import { type Account, substitute, type Values } from './substitute.ts';
import { createTextReplacements, type TextReplacements } from './text-replacements.ts';

export interface NormaliseOptions {
  readonly transformers: readonly Transformer[];
  /** Own text and the token of the recording that stands for it, in the order in which they are put in. */
  readonly tokens: readonly (readonly [own: string, token: string])[];
  readonly values: Values;
  readonly account: Account;
  /** Text of the whole recording: where it holds a numbered token for a text with names in it, that came before these. */
  readonly recording?: string;
}

const uuidAtStart = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}/i;
const isoTime =
  /[1-9]\d{3}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?(?:Z|[+-][01]\d:?(?:[0-5]\d)?)/;
const isoAtStart = new RegExp(`^${isoTime.source}`);
const headersOfOneCall = ['X-Amzn-Trace-Id', 'x-amz-crc32', 'x-amzn-RequestId', 'x-amzn-requestid'];

/** All answers of a case by the keys of its recording: numbered tokens run through all of them. */
export function normalise(answers: JsonObject, options: NormaliseOptions): JsonObject {
  const data = sortKeysOfEach(answers);
  const { tokens, recording = '' } = options;
  const texts = createTextReplacements(
    (text, token) => recording.includes(token) && tokens.some(([own]) => own !== text && text.includes(own)),
  );
  parseObjectTexts(data);
  replaceHeaders(data);
  numberQuotedInputs(data, texts);
  for (const [own, token] of tokens) texts.literal(own, token);
  texts.pattern(/Extended Request ID: [a-zA-Z0-9\-/=+]+/g, 'Extended Request ID: <extended_request_id>');
  texts.pattern(/Request ID: [a-zA-Z0-9-]+/g, 'Request ID: <request_id>');
  numberMapRuns(data, texts);
  for (const transformer of options.transformers) transform(data, texts, transformer, options);
  replaceWhatIsOfTheRun(data, texts, options.account);
  return Object.fromEntries(
    Object.entries(data).map(([key, value]) => [key, JSON.parse(texts.apply(spacedJson(value)))]),
  );
}

/** The keys themselves stay in their order, in which numbered tokens are counted. */
function sortKeysOfEach(answers: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(answers).map(([key, value]) => [key, sortKeys(value)]));
}

function replaceHeaders(data: JsonObject): void {
  for (const place of findPlaces(data, '$..SdkHttpMetadata..Date')) replaceAt(place, 'date');
  for (const place of findPlaces(data, '$..SdkResponseMetadata..RequestId')) replaceAt(place, 'RequestId');
  for (const header of headersOfOneCall) {
    for (const place of findPlaces(data, `$..${header}`)) replaceAt(place, header);
  }
}

/** JSON that a cause quotes as '{…}'. */
function numberQuotedInputs(data: JsonObject, texts: TextReplacements): void {
  visitMembers(data, (_holder, key, value) => {
    const quoted = key === 'cause' && typeof value === 'string' ? /^.*'({.*})'/.exec(value)?.[1] : undefined;
    if (quoted === undefined || parseJson(quoted) === undefined) return false;
    texts.numbered(quoted, 'json-input');
    return true;
  });
}

/** `…/mapRun:<machine>/<label or uuid>:<uuid>` */
function numberMapRuns(data: JsonObject, texts: TextReplacements): void {
  const arns = new Set(
    findPlaces(data, '$..mapRunArn').flatMap((place) => {
      const arn = valueAt(place);
      return typeof arn === 'string' && /^arn:[^<]*\/[^/:]+:[^/:]+$/.test(arn) ? [arn] : [];
    }),
  );
  [...arns].forEach((arn, index) => {
    const [label = '', id = ''] = arn.split('/').at(-1)!.split(':');
    texts.literal(id, `<MapRunArnPart1_${index}idx>`);
    if (uuidAtStart.test(label)) texts.literal(label, `<MapRunArnPart0_${index}idx>`);
  });
}

function transform(
  data: JsonObject,
  texts: TextReplacements,
  transformer: Transformer,
  options: NormaliseOptions,
): void {
  const { replacement = '', replaceReference = false } = transformer;
  switch (transformer.kind) {
    case 'jsonpath':
      for (const place of findPlaces(data, transformer.jsonpath!)) {
        const value = valueAt(place);
        if (!replaceReference) replaceAt(place, replacement);
        else if (typeof value === 'string') texts.numbered(value, replacement);
      }
      return;
    case 'key':
      replaceMembers(data, texts, transformer, (key, value) =>
        key === transformer.key && value !== null && value !== undefined && value !== '' ? value : null,
      );
      return;
    case 'keyvalue-fn':
      if (memberFunctions[transformer.fn!] === undefined) throw new Error(`no transformer ${transformer.fn}`);
      replaceMembers(data, texts, transformer, memberFunctions[transformer.fn!]!);
      return;
    case 'regex': {
      const isCaseBlind = transformer.regex!.startsWith('(?i)');
      const source = isCaseBlind ? transformer.regex!.slice('(?i)'.length) : transformer.regex!;
      texts.pattern(new RegExp(source, isCaseBlind ? 'gi' : 'g'), replacement);
      return;
    }
    case 'literal':
      texts.literal(substitute(transformer.text!, options.values, options.account), replacement);
      return;
    case 'parse-output':
      visitMembers(data, (holder, key, value) => {
        if (key !== 'output' || typeof value !== 'string') return false;
        holder[key] = parseJson(value) ?? value;
        return true;
      });
      return;
    case '_SfnSortVariableReferences':
      for (const place of findPlaces(data, '$..variableReferences')) sortLists(valueAt(place));
      return;
    case 'SfnNoneRecursiveParallelTransformer':
      for (const place of findPlaces(data, '$..events')) {
        const events = valueAt(place);
        if (Array.isArray(events)) sortParallelEvents(events);
      }
      return;
    case 'note':
      // What execution made itself has no name that could be known before.
      if (transformer.what?.includes('uuid') && transformer.snapshotToken !== undefined) {
        texts.pattern(new RegExp(uuidAtStart.source.slice(1), 'gi'), transformer.snapshotToken);
      }
      return;
    default:
      throw new Error(`no transformer of kind ${transformer.kind}`);
  }
}

function replaceMembers(
  data: JsonObject,
  texts: TextReplacements,
  { replacement = '', replaceReference = false }: Transformer,
  find: (key: string, value: Json) => Json,
): void {
  visitMembers(data, (holder, key, value) => {
    const found = find(key, value);
    if (found === null) return false;
    if (replaceReference) {
      if (typeof found === 'string') texts.numbered(found, replacement);
    } else {
      holder[key] = typeof value === 'string' ? value.replaceAll(String(found), () => replacement) : replacement;
    }
    return true;
  });
}

function sortLists(value: Json): void {
  if (!isObject(value)) return;
  for (const list of Object.values(value)) if (Array.isArray(list)) list.sort();
}

/** What comes last in every case, whatever its own transformers. */
function replaceWhatIsOfTheRun(data: JsonObject, texts: TextReplacements, account: Account): void {
  texts.literal(account.accountId, '111111111111');
  texts.literal(account.region, '<region>');
  texts.literal('arn:aws:', 'arn:<partition>:');
  visitMembers(data, (holder, key, value) => {
    if (key !== 'ResponseMetadata' || !isObject(value)) return false;
    const { HTTPStatusCode } = value;
    holder[key] = { HTTPHeaders: {}, ...(HTTPStatusCode !== undefined && { HTTPStatusCode }) };
    return true;
  });
  visitMembers(data, (_holder, key, value) => {
    if (typeof value !== 'string' || !key.toLowerCase().endsWith('id') || !uuidAtStart.test(value)) return false;
    texts.numbered(value, 'uuid');
    return true;
  });
  texts.pattern(new RegExp(isoTime, 'g'), 'date');
  visitMembers(data, (holder, key, value) => {
    if (value === instant) holder[key] = 'datetime';
    return false;
  });
  visitMembers(data, (holder, key, value) => {
    const isTime = /timestamp/i.test(key) || key === 'creationTime' || key === 'ingestionTime';
    if (!isTime || isoAtStart.test(String(value))) return false;
    holder[key] = 'timestamp';
    return true;
  });
}
