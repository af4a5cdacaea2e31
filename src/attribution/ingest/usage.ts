import type { Inference } from '../../events/types.ts';

/** Tokens as a source counts them; null for what it does not tell. */
export interface ToldUsage {
  readonly input: number | null;
  readonly output: number | null;
  readonly total: number | null;
  readonly cacheRead: number | null;
  /** All that was written into a cache, or what was written for minutes where `cacheWriteHour` is apart. */
  readonly cacheWrite: number | null;
  readonly cacheWriteHour: number | null;
  readonly reasoning: number | null;
  /** Whether `input` leaves out what was read from a cache and written into one. */
  readonly cachedApart: boolean;
}

/** The fields of an inference that count tokens. */
export const usageKeys = [
  'promptTokens',
  'cacheReadTokens',
  'cacheWriteTokens',
  'cacheWriteHourTokens',
  'completionTokens',
  'reasoningTokens',
] as const satisfies readonly (keyof Inference)[];

export type Usage = Pick<Inference, (typeof usageKeys)[number]>;

export const noUsage: ToldUsage = {
  input: null,
  output: null,
  total: null,
  cacheRead: null,
  cacheWrite: null,
  cacheWriteHour: null,
  reasoning: null,
  cachedApart: false,
};

/**
 * Brings what a source counts into our sense: the prompt's tokens hold the cached ones, the answer's hold
 * the reasoning. Where the source tells a total, that decides what it left out of which, before any
 * convention does. A part greater than its whole (`cache_read > input`) can only stand beside it: it is
 * added, never clamped. An explicit 0 stays 0.
 */
export function usageOf(told: ToldUsage): Usage {
  const cached = (told.cacheRead ?? 0) + (told.cacheWrite ?? 0) + (told.cacheWriteHour ?? 0);
  const reasoning = told.reasoning ?? 0;
  const { cachedApart, reasoningApart } = apartOf(told, cached, reasoning);
  return {
    promptTokens: told.input === null ? null : told.input + (cachedApart ? cached : 0),
    cacheReadTokens: told.cacheRead,
    cacheWriteTokens: told.cacheWrite,
    cacheWriteHourTokens: told.cacheWriteHour,
    completionTokens: told.output === null ? null : told.output + (reasoningApart ? reasoning : 0),
    reasoningTokens: told.reasoning,
  };
}

interface Apart {
  readonly cachedApart: boolean;
  readonly reasoningApart: boolean;
}

function apartOf(told: ToldUsage, cached: number, reasoning: number): Apart {
  const { input, output, total } = told;
  const mustBe = {
    cachedApart: input !== null && cached > input,
    reasoningApart: output !== null && reasoning > output,
  };
  const byTotal =
    input === null || output === null || total === null
      ? []
      : ways.filter(
          (way) =>
            input +
              output +
              (way.cachedApart ? cached : 0) +
              (way.reasoningApart ? reasoning : 0) ===
              total &&
            (way.cachedApart || !mustBe.cachedApart) &&
            (way.reasoningApart || !mustBe.reasoningApart),
        );
  // Several fit where there is nothing cached and nothing reasoned; then they all mean the same.
  const expected = byTotal.find((way) => way.cachedApart === told.cachedApart) ?? byTotal[0];
  if (expected) return expected;
  return {
    cachedApart: told.cachedApart || mustBe.cachedApart,
    reasoningApart: mustBe.reasoningApart,
  };
}

const ways: readonly Apart[] = [
  { cachedApart: false, reasoningApart: false },
  { cachedApart: true, reasoningApart: false },
  { cachedApart: false, reasoningApart: true },
  { cachedApart: true, reasoningApart: true },
];

/** A count of tokens as JSON, text or protobuf tell it; null for what is none. */
export function countOf(value: unknown): number | null {
  const number = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) && number >= 0 ? number : null;
}
