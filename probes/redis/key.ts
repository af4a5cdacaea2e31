import { safe } from '../../src/text/sanitise.ts';
import type { Asked } from '../data/ask.ts';
import { staleness } from '../data/freshness.ts';
import type { KeptText } from '../network/kept-text.ts';
import type { Judgement } from '../system/judgement.ts';
import type { RedisOptions } from './options.ts';
import type { RedisSession } from './session.ts';
import type { RedisSymptom } from './symptoms.ts';

/** Bytes read of the value that holds a time; the rest is not asked for. */
const TIME_BYTES = 64;
/** Numbers below are seconds since 1970, from there on milliseconds: the year 5138 or 1973. */
const MILLISECONDS_FROM = 100_000_000_000;

/** Whether the key is there and its time is fresh. The value goes nowhere. */
export async function lookAtKey(
  session: RedisSession,
  { key, freshWithin }: RedisOptions,
  nowMs: number,
  kept: KeptText,
): Promise<Asked<readonly Judgement<RedisSymptom>[]>> {
  if (key === undefined) return { kind: 'answer', value: [] };
  const there = await session.ask('EXISTS', key);
  if (there.kind === 'failure') return there;
  if (there.value !== 1) {
    const evidence = safe`there is no key ${kept.fact(key)}`;
    const missing = {
      symptom: 'store.missing',
      summary: safe`a key is missing`,
      evidence,
    } as const;
    return { kind: 'answer', value: [missing] };
  }
  if (freshWithin === undefined) return { kind: 'answer', value: [] };
  const value = await session.ask('GETRANGE', key, '0', String(TIME_BYTES - 1));
  if (value.kind === 'failure') return value;
  const newestMs = timeIn(String(value.value));
  return {
    kind: 'answer',
    value: staleness(`key ${kept.fact(key)}`, newestMs, nowMs, freshWithin),
  };
}

/** ISO 8601, seconds or milliseconds since 1970 → milliseconds; NaN for anything else. */
export function timeIn(text: string): number {
  const bare = text.trim().replace(/^"|"$/g, '');
  if (/^\d{9,16}(?:\.\d+)?$/.test(bare)) {
    const value = Number(bare);
    return value < MILLISECONDS_FROM ? value * 1_000 : value;
  }
  return /^\d{4}-\d\d-\d\d/.test(bare) ? Date.parse(bare) : Number.NaN;
}
