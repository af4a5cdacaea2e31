import type { Fact, Measure } from '../../src/events/types.ts';
import { isSecretReference } from '../../src/platform/secrets.ts';
import { safe } from '../../src/text/sanitise.ts';
import type { AwsKeys } from '../aws/sign.ts';
import { judged, slowness, storeFailureFinding } from '../data/finding.ts';
import { staleness } from '../data/freshness.ts';
import { HttpAsker } from '../data/http-asker.ts';
import { secretFinding } from '../http/look.ts';
import { headerText } from '../network/answer-facts.ts';
import type { ExchangeResponse } from '../network/http-exchange.ts';
import { KeptText } from '../network/kept-text.ts';
import type { Finding, LookContext } from '../probe.ts';
import type { Judgement } from '../system/judgement.ts';
import { symptomOfCode } from './error-code.ts';
import {
  bucketUrl,
  isPrefix,
  type ObjectName,
  type ObjectStoreOptions,
  objectOf,
} from './options.ts';
import { errorIn, pageIn, S3 } from './s3.ts';
import { type ObjectStoreSymptom, objectStoreSymptoms } from './symptoms.ts';

/** Pages of a listing that a look reads, and keys of a page: S3 gives no more. */
const MOST_PAGES = 5;
const PAGE_KEYS = 1_000;
/** An empty object has no first byte to ask for. */
const RANGE_NOT_SATISFIABLE = 416;

/** What one look goes by. */
interface Look {
  readonly s3: S3;
  readonly asker: HttpAsker;
  readonly name: ObjectName;
  readonly options: ObjectStoreOptions;
  readonly context: LookContext;
  readonly kept: KeptText;
}

export async function lookAtObjects(
  options: ObjectStoreOptions,
  context: LookContext,
): Promise<Finding> {
  const kept = new KeptText(context.redactor);
  let credentials: AwsKeys | undefined;
  try {
    credentials = await credentialsOf(options, context);
  } catch (error) {
    return secretFinding(error, kept);
  }
  const asker = new HttpAsker(options, context);
  const { region } = options;
  const s3 = new S3(asker, bucketUrl(options), { region, credentials, clock: context.clock });
  const name = objectOf(options.url) as ObjectName;
  const look = { s3, asker, name, options, context, kept };
  return isPrefix(name) ? lookAtPrefix(look) : lookAtObject(look);
}

async function credentialsOf(
  { accessKeyId, secretAccessKey, sessionToken }: ObjectStoreOptions,
  { secret }: LookContext,
): Promise<AwsKeys | undefined> {
  if (accessKeyId === undefined || secretAccessKey === undefined) return undefined;
  return {
    accessKeyId: isSecretReference(accessKeyId) ? await secret(accessKeyId) : accessKeyId,
    secretAccessKey: await secret(secretAccessKey),
    sessionToken: sessionToken === undefined ? undefined : await secret(sessionToken),
  };
}

async function lookAtObject({ s3, asker, name, options, context, kept }: Look): Promise<Finding> {
  const answer = await s3.head(name.key);
  if (answer.kind === 'failure') return asker.failed(answer);
  const isEmpty = answer.status === RANGE_NOT_SATISFIABLE;
  if (!isEmpty && answer.status !== 200 && answer.status !== 206) {
    return refused(answer, { asker, context, kept });
  }
  const bytes = isEmpty ? 0 : sizeOf(answer);
  const etag = headerText(answer.headers, 'etag')?.replace(/^(?:W\/)?"?|"$/g, '');
  const changedMs = Date.parse(headerText(answer.headers, 'last-modified') ?? '');
  const judgements: readonly Judgement<ObjectStoreSymptom>[] = [
    ...tagDiffers(etag, options, kept),
    ...tooSmall(bytes, options),
    // Of an empty object the answer tells no time.
    ...(isEmpty
      ? []
      : staleness(kept.fact(name.key), changedMs, context.clock.now(), options.freshWithin)),
    ...slowness(asker.tookMs(), options.slowMs),
  ];
  const took = Math.round(asker.tookMs());
  const facts: Record<string, Fact> = {
    ...serverFacts(answer, kept),
    ...(etag === undefined ? {} : { 'store.etag': kept.fact(etag) }),
    ...(Number.isNaN(changedMs)
      ? {}
      : { 'store.changed': safe`${new Date(changedMs).toISOString()}` }),
  };
  const measures: readonly Measure[] = [
    ...(bytes === undefined ? [] : [{ name: 'store.size', value: bytes, unit: 'bytes' }]),
    ...clockMeasures(answer, context),
  ];
  const well = safe`${bytes ?? '?'} bytes, ${took} ms`;
  return judged(judgements, objectStoreSymptoms, context, well, asker.seen(facts, measures));
}

async function lookAtPrefix({ s3, asker, name, options, context, kept }: Look): Promise<Finding> {
  const wanted = options.objects ?? 1;
  const mostPages = options.freshWithin === undefined ? Math.ceil(wanted / PAGE_KEYS) : MOST_PAGES;
  // Who only asks whether the bucket answers reads one key.
  const keys = options.freshWithin === undefined ? Math.min(wanted, PAGE_KEYS) : PAGE_KEYS;
  let [count, newestMs] = [0, Number.NaN];
  let next: string | undefined;
  let last: ExchangeResponse | undefined;
  for (let page = 0; page < mostPages; page += 1) {
    const answer = await s3.list(name.key, keys, next);
    if (answer.kind === 'failure') return asker.failed(answer);
    if (answer.status !== 200) return refused(answer, { asker, context, kept });
    const read = pageIn(answer.body);
    if (!read) {
      const failure = { symptom: 'store.malformed', detail: 'the answer is no listing' } as const;
      return storeFailureFinding(failure, asker.seen(), kept);
    }
    last = answer;
    count += read.objects.length;
    for (const { changedMs } of read.objects) {
      if (!(changedMs <= newestMs)) newestMs = Number.isNaN(changedMs) ? newestMs : changedMs;
    }
    next = read.next;
    if (next === undefined) break;
  }
  const isCut = next !== undefined;
  const old = staleness('what is listed', newestMs, context.clock.now(), options.freshWithin);
  const judgements: readonly Judgement<ObjectStoreSymptom>[] = [
    ...tooFew(count, options),
    // Beyond a listing that was cut there may be newer objects.
    ...(isCut ? [] : old),
    ...slowness(asker.tookMs(), options.slowMs),
  ];
  const facts: Record<string, Fact> = {
    ...(last ? serverFacts(last, kept) : {}),
    ...(isCut ? { 'store.listing_cut': true } : {}),
  };
  const measures = [
    { name: 'store.objects', value: count, unit: 'count' },
    ...(last ? clockMeasures(last, context) : []),
  ];
  const well = safe`${isCut ? 'at least ' : ''}${count} objects, ${Math.round(asker.tookMs())} ms`;
  return judged(judgements, objectStoreSymptoms, context, well, asker.seen(facts, measures));
}

function refused(
  answer: ExchangeResponse,
  { asker, context, kept }: Pick<Look, 'asker' | 'context' | 'kept'>,
): Finding {
  const { code, message } = errorIn(answer.body);
  const region = headerText(answer.headers, 'x-amz-bucket-region');
  const isMoved = answer.status >= 300 && answer.status < 400 && region !== undefined;
  const words = isMoved ? `the bucket is in the region ${region}` : message;
  const detail = `${answer.status} ${code === '' ? kept.body(answer.body) : `${code}: ${words}`}`;
  const seen = asker.seen(serverFacts(answer, kept), clockMeasures(answer, context));
  return storeFailureFinding({ symptom: symptomOfCode(code, answer.status), detail }, seen, kept);
}

/** `bytes 0-0/1234` → 1234; a server that knows no ranges sends the whole. */
function sizeOf({ headers }: ExchangeResponse): number | undefined {
  const range = /\/(\d+)$/.exec(headerText(headers, 'content-range') ?? '')?.[1];
  const whole = range ?? headerText(headers, 'content-length');
  return whole === undefined || !/^\d+$/.test(whole) ? undefined : Number(whole);
}

function tagDiffers(
  etag: string | undefined,
  { etag: pinned }: ObjectStoreOptions,
  kept: KeptText,
): readonly Judgement<ObjectStoreSymptom>[] {
  if (pinned === undefined || etag === pinned) return [];
  const evidence = safe`the entity tag is ${kept.fact(etag ?? 'missing')}, pinned is ${pinned}`;
  return [{ symptom: 'store.corrupt', summary: safe`not the pinned object`, evidence }];
}

function tooSmall(
  bytes: number | undefined,
  { bytes: least }: ObjectStoreOptions,
): readonly Judgement<ObjectStoreSymptom>[] {
  if (least === undefined || bytes === undefined || bytes >= least) return [];
  const evidence = safe`the object has ${bytes} bytes, expected are at least ${least}`;
  return [{ symptom: 'store.corrupt', summary: safe`only ${bytes} bytes`, evidence }];
}

function tooFew(
  count: number,
  { objects }: ObjectStoreOptions,
): readonly Judgement<ObjectStoreSymptom>[] {
  if (objects === undefined || count >= objects) return [];
  const evidence = safe`${count} objects, expected are at least ${objects}`;
  return [{ symptom: 'store.too_few', summary: safe`only ${count} objects`, evidence }];
}

function serverFacts({ status, headers }: ExchangeResponse, kept: KeptText): Record<string, Fact> {
  const server = headerText(headers, 'server');
  const id = headerText(headers, 'x-amz-request-id');
  return {
    'http.status': status,
    ...(server === undefined ? {} : { 'http.server': kept.fact(server) }),
    ...(id === undefined ? {} : { 'http.request_id': kept.fact(id) }),
  };
}

/** A signature fails where the clocks differ by more than 15 minutes: how far they do is told. */
function clockMeasures({ headers }: ExchangeResponse, { clock }: LookContext): readonly Measure[] {
  const theirs = Date.parse(headerText(headers, 'date') ?? '');
  if (Number.isNaN(theirs)) return [];
  return [
    { name: 'store.clock_offset', value: Math.round((clock.now() - theirs) / 1_000), unit: 's' },
  ];
}
