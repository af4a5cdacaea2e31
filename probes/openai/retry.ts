import type { IncomingHttpHeaders } from 'node:http';
import type { Fact } from '../../src/events/types.ts';
import { headerText } from '../network/answer-facts.ts';
import type { KeptText } from '../network/kept-text.ts';
import type { ApiError } from './api-error.ts';
import { headroomIn } from './headroom.ts';
import type { AnswerSymptom } from './refusal.ts';

/** What passes by itself, so that a caller may come back. */
const PASSING: ReadonlySet<AnswerSymptom> = new Set<AnswerSymptom>([
  'llm.rate_requests',
  'llm.rate_tokens',
  'llm.rate_limited',
  'llm.overloaded',
  'llm.loading',
]);
/** What does not pass before somebody pays, asks for more, or a day or a month is over. */
const LASTING: Readonly<Partial<Record<AnswerSymptom, string>>> = {
  'llm.quota_exhausted': 'quota',
  'llm.spend_limit': 'spend',
};

/**
 * Which limit refused, whether to come back, and when: for people. weaklink itself asks once.
 *
 * `llm.limit`: `requests`, `tokens`, `input tokens`, `quota`, `spend`; `llm.retryable`;
 * `llm.retry_after_ms`, where the answer tells.
 */
export function retryFacts(
  symptom: AnswerSymptom,
  error: ApiError | undefined,
  headers: IncomingHttpHeaders,
  nowMs: number,
  kept: KeptText,
): Readonly<Record<string, Fact>> {
  const lasting = LASTING[symptom];
  if (lasting !== undefined) return { 'llm.limit': kept.fact(lasting), 'llm.retryable': false };
  if (!PASSING.has(symptom)) return {};
  const limit = limitName(symptom, headers);
  const afterMs = comesBackMs(error, headers, nowMs);
  return {
    ...(limit === undefined ? {} : { 'llm.limit': kept.fact(limit) }),
    'llm.retryable': headerText(headers, 'x-should-retry') !== 'false',
    ...(afterMs === undefined ? {} : { 'llm.retry_after_ms': afterMs }),
  };
}

function limitName(symptom: AnswerSymptom, headers: IncomingHttpHeaders): string | undefined {
  const used = headroomIn(headers).find(({ left }) => left === 0);
  if (symptom === 'llm.rate_tokens') return used?.of === 'tokens' ? used.name : 'tokens';
  if (symptom === 'llm.rate_requests') return used?.of === 'requests' ? used.name : 'requests';
  return undefined;
}

/** Milliseconds until the API wants to be asked again, as its headers or its error say. */
function comesBackMs(
  error: ApiError | undefined,
  headers: IncomingHttpHeaders,
  nowMs: number,
): number | undefined {
  const exact = Number(headerText(headers, 'retry-after-ms') ?? Number.NaN);
  if (Number.isFinite(exact) && exact >= 0) return exact;
  const stated = headerText(headers, 'retry-after');
  // Google writes no header and a detail: `"retryDelay":"20s"`.
  const delay = /"retryDelay":"([^"]{1,40})"/.exec(error?.details ?? '')?.[1];
  const reset = headroomIn(headers).find(({ left }) => left === 0)?.reset;
  for (const text of [stated, delay, reset]) {
    const ms = text === undefined ? undefined : waitIn(text, nowMs);
    if (ms !== undefined) return ms;
  }
  return undefined;
}

const UNIT_MS: Readonly<Record<string, number>> = {
  d: 86_400_000,
  h: 3_600_000,
  m: 60_000,
  s: 1_000,
  ms: 1,
};

/** `20` (seconds), `1m30.5s`, `20ms`, or an instant. */
export function waitIn(text: string, nowMs: number): number | undefined {
  if (/^\d{1,9}(?:\.\d+)?$/.test(text)) return Math.round(Number(text) * 1_000);
  if (/^(?:\d{1,9}(?:\.\d+)?(?:ms|[dhms]))+$/.test(text)) {
    const parts = [...text.matchAll(/([\d.]+)(ms|[dhms])/g)];
    const ms = parts.reduce(
      (sum, [, count, unit = '']) => sum + Number(count) * (UNIT_MS[unit] ?? 0),
      0,
    );
    return Math.round(ms);
  }
  // Without a year it is no instant, whatever the engine makes of it.
  const at = /\b\d{4}\b/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isFinite(at) ? Math.max(0, at - nowMs) : undefined;
}
