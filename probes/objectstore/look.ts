import type { Fact, Measure } from '../../src/events/types.ts';
import { WeaklinkError } from '../../src/platform/errors.ts';
import { safe } from '../../src/text/sanitise.ts';
import { notLetIn } from '../auth/finding.ts';
import { ownTrouble, refusedBy } from '../auth/refusal.ts';
import { regionFact } from '../cloud/region.ts';
import { CloudTrouble } from '../cloud/trouble.ts';
import { judged, slowness, storeFailureFinding } from '../data/finding.ts';
import { staleness } from '../data/freshness.ts';
import { HttpAsker } from '../data/http-asker.ts';
import { headerText } from '../network/answer-facts.ts';
import type { ExchangeResponse } from '../network/http-exchange.ts';
import { KeptText } from '../network/kept-text.ts';
import type { Finding, LookContext } from '../probe.ts';
import type { Judgement } from '../system/judgement.ts';
import { isPrefix, type ObjectName } from './address.ts';
import { symptomOfCode } from './error-code.ts';
import { Entry } from './let-in.ts';
import type { ObjectStoreOptions } from './options.ts';
import { type ObjectStore, RANGE_NOT_SATISFIABLE } from './store.ts';
import { nameIn, storeOf } from './stores.ts';
import { type ObjectStoreSymptom, objectStoreSymptoms } from './symptoms.ts';

/** Pages of a listing that a look reads, and keys of a page: more, no store gives for sure. */
const MOST_PAGES = 5;
const PAGE_KEYS = 1_000;
/** Statuses that tell of an object: whole, in part, or too small to have that part. */
const GOOD: ReadonlySet<number> = new Set([200, 206, RANGE_NOT_SATISFIABLE]);
/** Bytes of a page of a listing: 1,000 keys of usual length take some 300 kB, and of Azure four times that. */
const LISTING_BYTES = 4_194_304;

/** What one look goes by. */
interface Look {
  readonly store: ObjectStore;
  readonly asker: HttpAsker;
  readonly entry: Entry;
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
  const asker = new HttpAsker(options, context);
  const entry = new Entry(options, context);
  const store = storeOf(options, async (url, headers = {}) => {
    const request = await entry.letIn({ url, headers });
    const { url: to, headers: all } = request;
    return asker.ask({ url: to, headers: all, bodyLimitBytes: LISTING_BYTES });
  });
  const name = nameIn(options);
  const look = { store, asker, entry, name, options, context, kept };
  try {
    return await (isPrefix(name) ? lookAtPrefix(look) : lookAtObject(look));
  } catch (error) {
    const isOfEntry = error instanceof CloudTrouble || error instanceof WeaklinkError;
    if (isOfEntry) return notLetIn(error, kept, asker.seen());
    throw error;
  }
}

/** Milliseconds that the store took; what it took to be let in is not its own. */
function tookMs({ asker, entry }: Look): number {
  return asker.tookMs() - entry.spentMs;
}

async function lookAtObject(look: Look): Promise<Finding> {
  const { store, asker, name, options, context, kept } = look;
  const answer = await store.object(name.key);
  if (answer.kind === 'failure') return asker.failed(answer);
  if (!GOOD.has(answer.status)) return refused(answer, look);
  const state = store.stateIn(answer);
  if (!state) return malformed('the answer describes no object', look);
  const { bytes, etag, changedMs } = state;
  const isTimeless = answer.status === RANGE_NOT_SATISFIABLE;
  const judgements: readonly Judgement<ObjectStoreSymptom>[] = [
    ...tagDiffers(etag, options, kept),
    ...tooSmall(bytes, options),
    // Of an empty object the answer may tell no time.
    ...(isTimeless
      ? []
      : staleness(kept.fact(name.key), changedMs, context.clock.now(), options.freshWithin)),
    ...slowness(tookMs(look), options.slowMs),
  ];
  const took = Math.round(tookMs(look));
  const facts: Record<string, Fact> = {
    ...serverFacts(answer, kept),
    ...regionFact('aws', store.regionIn?.(answer), kept),
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

async function lookAtPrefix(look: Look): Promise<Finding> {
  const { store, asker, name, options, context, kept } = look;
  const wanted = options.objects ?? 1;
  // Who only asks whether the bucket answers reads one key.
  const keys = options.freshWithin === undefined ? Math.min(wanted, PAGE_KEYS) : PAGE_KEYS;
  let [count, newestMs] = [0, Number.NaN];
  let next: string | undefined;
  let last: ExchangeResponse | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const answer = await store.list(name.key, keys, next);
    if (answer.kind === 'failure') return asker.failed(answer);
    if (answer.status !== 200) return refused(answer, look);
    const read = store.pageIn(answer.body);
    if (!read) return malformed('the answer is no listing', look);
    last = answer;
    count += read.objects.length;
    for (const { changedMs } of read.objects) {
      if (!(changedMs <= newestMs)) newestMs = Number.isNaN(changedMs) ? newestMs : changedMs;
    }
    next = read.next;
    // A page of Azure may be empty, and still not be the last.
    const isEnough = options.freshWithin === undefined && count >= wanted;
    if (next === undefined || isEnough) break;
  }
  const isCut = next !== undefined;
  const old = staleness('what is listed', newestMs, context.clock.now(), options.freshWithin);
  const judgements: readonly Judgement<ObjectStoreSymptom>[] = [
    // Beyond a listing that was cut there may be more objects, and newer ones.
    ...(isCut ? [] : [...tooFew(count, options), ...old]),
    ...slowness(tookMs(look), options.slowMs),
  ];
  const facts: Record<string, Fact> = {
    ...(last ? serverFacts(last, kept) : {}),
    ...(last ? regionFact('aws', store.regionIn?.(last), kept) : {}),
    ...(isCut ? { 'store.listing_cut': true } : {}),
  };
  const measures = [
    { name: 'store.objects', value: count, unit: 'count' },
    ...(last ? clockMeasures(last, context) : []),
  ];
  const well = safe`${isCut ? 'at least ' : ''}${count} objects, ${Math.round(tookMs(look))} ms`;
  return judged(judgements, objectStoreSymptoms, context, well, asker.seen(facts, measures));
}

function refused(answer: ExchangeResponse, look: Look): Finding {
  const { store, asker, entry, context, kept } = look;
  const error = store.errorIn(answer);
  const { code, message } = error;
  const detail = `${answer.status} ${code === '' ? kept.body(answer.body) : `${code}: ${message}`}`;
  const seen = asker.seen(serverFacts(answer, kept), clockMeasures(answer, context));
  const { auth } = entry;
  const said = auth && refusedBy(auth.auth.cloud, answer, context.clock.now(), error);
  if (said?.startsWith('cloud.credentials')) auth?.forget();
  const own = said && ownTrouble(said);
  if (own !== undefined) return notLetIn(new CloudTrouble(own, detail), kept, seen);
  return storeFailureFinding({ symptom: symptomOfCode(code, answer.status), detail }, seen, kept);
}

function malformed(detail: string, { asker, kept }: Look): Finding {
  return storeFailureFinding({ symptom: 'store.malformed', detail }, asker.seen(), kept);
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

/** Under what a store can find the request in its logs. */
const REQUEST_IDS = ['x-amz-request-id', 'x-ms-request-id', 'x-guploader-uploadid'];

function serverFacts({ status, headers }: ExchangeResponse, kept: KeptText): Record<string, Fact> {
  const server = headerText(headers, 'server');
  const id = REQUEST_IDS.map((name) => headerText(headers, name)).find(Boolean);
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
