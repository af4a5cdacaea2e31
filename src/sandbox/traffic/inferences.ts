import type { Inference } from '../../events/types.ts';
import { sanitise } from '../../text/sanitise.ts';
import { adapters } from '../services/adapters.ts';
import type { Answer } from './ask.ts';
import type { Caller, ModelName } from './callers.ts';
import { front, wayOf } from './way.ts';

export interface Attempt {
  readonly caller: Caller;
  readonly model: ModelName;
  /** Groups the attempts of one request. */
  readonly request: string;
  /** Counts the attempts of one request, from 0. */
  readonly number: number;
}

/** What one attempt tells: those that a router tried in vain first, then itself. */
export function inferencesOf(attempt: Attempt, answer: Answer): readonly Inference[] {
  const { outcome, error } = endingOf(answer);
  const way = wayOf(answer.trail, answer.durationMs, answer.firstTokenMs);
  const link = answer.trail.length === 0 ? linkWithoutAnswer(error) : way.link;
  const startedAt = new Date(answer.startedMs).toISOString();
  const own: Inference = {
    ...unknown,
    link,
    model: attempt.model,
    responseModel: answer.model,
    request: attempt.request,
    attempt: answer.id === null ? `${attempt.request}/${attempt.number}` : `openai:${answer.id}`,
    outcome,
    used: outcome === 'ok',
    error,
    startedAt,
    durationMs: answer.durationMs,
    firstTokenMs: answer.firstTokenMs,
    promptTokens: answer.promptTokens,
    completionTokens: answer.completionTokens,
    billed: billedOf(outcome, answer),
    consumer: sanitise(attempt.caller.name),
    adapter: adapters.get(attempt.model)?.name ?? null,
    path:
      answer.trail.length === 0 ? [{ link, ms: answer.durationMs, firstTokenMs: null }] : way.path,
    citations: [...new Set(answer.sources)].map((document) => sanitise(document)),
    output:
      answer.text === '' ? null : sanitise(answer.text, { lines: true, maxCharacters: 4_096 }),
  };
  const inVain = way.inVain.map(
    ({ asked, path }, index): Inference => ({
      ...unknown,
      link: asked.to,
      model: attempt.model,
      request: attempt.request,
      attempt: `${attempt.request}/${attempt.number}-${asked.to}-${index}`,
      outcome: 'failed',
      used: false,
      error: asked.result,
      startedAt,
      durationMs: asked.ms,
      billed: 'no',
      consumer: own.consumer,
      path,
    }),
  );
  return [...inVain, own];
}

/** What most inferences do not know. */
const unknown = {
  responseModel: null,
  source: 'sandbox',
  operation: 'chat',
  final: true,
  firstTokenMs: null,
  promptTokens: null,
  cacheReadTokens: null,
  cacheWriteTokens: null,
  cacheWriteHourTokens: null,
  completionTokens: null,
  reasoningTokens: null,
  costNanos: null,
  currency: null,
  environment: sanitise('sandbox'),
  adapter: null,
  citations: [],
  output: null,
} as const satisfies Partial<Inference>;

export function endingOf(answer: Answer): Pick<Inference, 'outcome' | 'error'> {
  if (answer.left) return { outcome: 'aborted', error: 'client closed' };
  if (answer.status === null) return { outcome: 'failed', error: answer.error ?? 'failed' };
  if (answer.status >= 400) return { outcome: 'failed', error: String(answer.status) };
  if (answer.error !== null) return { outcome: 'failed', error: answer.error };
  return answer.isWhole
    ? { outcome: 'ok', error: null }
    : { outcome: 'failed', error: 'truncated' };
}

function billedOf(outcome: Inference['outcome'], { status }: Answer): Inference['billed'] {
  if (outcome === 'ok') return 'yes';
  return status === null || status >= 400 ? 'no' : 'unknown';
}

/** Codes of Node and OpenSSL for what is wrong with a certificate. */
const certificateCode = /CERT|ALTNAME|SIGNATURE|ISSUER/;
/** … and of its resolver. */
const nameCode = /^(?:ENOTFOUND|ENODATA|ESERVFAIL|EREFUSED|ETIMEOUT|EAI_)/;

/** The link that lost an attempt of which nobody told a trail, as its client sees it. */
function linkWithoutAnswer(error: string | null): string {
  if (error !== null && certificateCode.test(error)) return 'certificate';
  return error !== null && nameCode.test(error) ? 'name' : front;
}
