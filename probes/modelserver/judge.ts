import { isSameModel } from '../openai/served-model.ts';
import type { SinceThen } from './earlier.ts';
import type { ServerMeters } from './metrics/read.ts';
import type { ModelserverOptions } from './options.ts';
import type { ServedModel } from './servers/server.ts';
import type { Sign } from './sign.ts';

/** Looks that must agree that nothing moves: two may fall between two steps. */
const HUNG_LOOKS = 3;
/** Requests that must have ended before their errors are a share of anything. */
const LEAST_REQUESTS = 5;
const SHOWN = 5;
const MINUTE_MS = 60_000;

/** What is wrong with what it serves. */
export function judgeModels(
  models: readonly ServedModel[] | null,
  { model, adapters, expect }: ModelserverOptions,
): readonly Sign[] {
  if (models === null) return [];
  const listed = models.map(({ name }) => name);
  const words = listed.slice(0, SHOWN).join(', ');
  const signs: Sign[] = [];
  if (model !== undefined && !listed.some((name) => isSameModel(model, name))) {
    signs.push({ symptom: 'llm.model_not_found', words: `${model} is not among ${words}` });
  }
  const missing = adapters.filter((adapter) => !listed.includes(adapter));
  if (missing.length > 0) {
    const loaded = models.filter(({ base }) => base !== undefined).map(({ name }) => name);
    const of =
      loaded.length === 0 ? 'none is loaded' : `loaded are ${loaded.slice(0, SHOWN).join(', ')}`;
    signs.push({ symptom: 'server.adapter_missing', words: `${missing.join(', ')}: ${of}` });
  }
  const served = models.find(({ name }) => model === undefined || isSameModel(model, name));
  return [...signs, ...(served ? judgeIdentity(served, expect) : [])];
}

/** The name is what its operator says; where its weights come from is what it is. */
function judgeIdentity(
  { name, root, revision }: ServedModel,
  expect: ModelserverOptions['expect'],
): readonly Sign[] {
  const signs: Sign[] = [];
  if (expect.root !== undefined && root !== undefined && root !== expect.root) {
    const words = `${name} has its weights from ${root}, expected is ${expect.root}`;
    signs.push({ symptom: 'llm.wrong_model', words });
  }
  const bare = (text: string) => text.replace(/^sha256:/, '');
  if (expect.revision !== undefined && revision !== undefined) {
    if (!bare(revision).startsWith(bare(expect.revision))) {
      const words = `${name} is of revision ${revision}, expected is ${expect.revision}`;
      signs.push({ symptom: 'llm.wrong_model', words });
    }
  }
  return signs;
}

/** What its metrics say is wrong. */
export function judgeMeters(
  { values }: ServerMeters,
  since: SinceThen,
  options: ModelserverOptions,
): readonly Sign[] {
  const running = values.get('running') ?? 0;
  const waiting = values.get('waiting') ?? 0;
  const signs: Sign[] = [];
  if (since.stillLooks >= HUNG_LOOKS && since.stillMs >= options.hungMs) {
    const words = `${running} requests run and ${waiting} wait, and in ${Math.round(since.stillMs / 1_000)} s over ${since.stillLooks} looks nothing was computed`;
    signs.push({ symptom: 'server.engine_hung', words });
  }
  if ((values.get('asleep') ?? 0) > 0) {
    signs.push({ symptom: 'server.asleep', words: 'its metrics say that the engine sleeps' });
  }
  const kv = values.get('kv_used');
  if (kv !== undefined && kv >= options.kvFull) {
    const words = `${Math.round(kv * 1_000) / 10} % of the KV cache are in use, ${waiting} requests wait`;
    signs.push({ symptom: 'server.kv_full', words });
  }
  if (waiting > options.mostWaiting) {
    const words = `${waiting} requests wait, ${running} run; allowed are ${options.mostWaiting}`;
    signs.push({ symptom: 'server.queue_long', words });
  }
  return [...signs, ...judgeGrowth(since, options), ...judgePace(since, options)];
}

function judgeGrowth(
  since: SinceThen,
  { preemptionsPerMinute, errorShare }: ModelserverOptions,
): readonly Sign[] {
  const signs: Sign[] = [];
  const preemptions = since.grew('preemptions');
  const minutes = (since.ms ?? 0) / MINUTE_MS;
  if (preemptions > 1 && preemptions > preemptionsPerMinute * minutes) {
    const words = `${preemptions} requests were set aside in ${Math.round(minutes * 60)} s`;
    signs.push({ symptom: 'server.preempting', words });
  }
  const errors = since.grew('errors');
  const requests = Math.max(since.grew('requests'), errors);
  if (requests >= LEAST_REQUESTS && errors / requests > errorShare) {
    const words = `${errors} of ${requests} requests failed since the look before`;
    signs.push({ symptom: 'server.errors', words });
  }
  const corrupted = since.grew('corrupted');
  if (corrupted > 0) {
    const words = `${corrupted} requests had NaN among their numbers since the look before`;
    signs.push({ symptom: 'server.corrupted', words });
  }
  if (since.collapse) {
    const { usual, now } = since.collapse;
    const words = `${percent(now)} of the prompts are found in the cache of prefixes, usual are ${percent(usual)}`;
    signs.push({ symptom: 'server.cache_cold', words });
  }
  return signs;
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

function judgePace(
  since: SinceThen,
  { slowFirstTokenMs, slowTokenMs }: ModelserverOptions,
): readonly Sign[] {
  const signs: Sign[] = [];
  const firstMs = (since.mean('first_token') ?? 0) * 1_000;
  if (slowFirstTokenMs !== undefined && firstMs > slowFirstTokenMs) {
    const words = `first tokens came after ${Math.round(firstMs)} ms, allowed are ${slowFirstTokenMs} ms`;
    signs.push({ symptom: 'llm.ttft_slow', words });
  }
  const gapMs = (since.mean('token_gap') ?? 0) * 1_000;
  if (slowTokenMs !== undefined && gapMs > slowTokenMs) {
    const words = `${Math.round(gapMs)} ms from token to token, allowed are ${slowTokenMs} ms`;
    signs.push({ symptom: 'llm.slow_tokens', words });
  }
  return signs;
}
