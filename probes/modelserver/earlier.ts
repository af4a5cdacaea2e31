import { LookMemory } from '../system/memory.ts';
import type { Quantity } from './metrics/names.ts';
import type { ServerMeters, Spread } from './metrics/read.ts';
import { collapseOf, nothingUsual, type PrefixMemory, remembering } from './prefix-cache.ts';

/** What a look keeps of one server for the next. */
interface Earlier {
  readonly atMs: number;
  readonly values: ReadonlyMap<Quantity, number>;
  readonly spreads: ReadonlyMap<Quantity, Spread>;
  /** Since when and over how many looks there was work in hand and nothing was computed; null: there was progress. */
  readonly still: { readonly sinceMs: number; readonly looks: number } | null;
  readonly prefixes: PrefixMemory;
}

/** What happened between the look before and this one. */
export interface SinceThen {
  /** Milliseconds; null at the first look. */
  readonly ms: number | null;
  /** By how much a counter grew; 0 where nobody knows. A counter that fell began anew with its server. */
  grew(quantity: Quantity): number;
  /** Mean of a histogram over that time, in its unit; undefined where nothing was counted. */
  mean(quantity: Quantity): number | undefined;
  /** For how long there has been work in hand and nothing was computed, and over how many looks. */
  readonly stillMs: number;
  readonly stillLooks: number;
  /** Shares of prompts found in the cache of prefixes, where they have collapsed. */
  readonly collapse: { readonly usual: number; readonly now: number } | null;
}

const memory = new LookMemory<Earlier>();

/** What grows or moves while an engine computes. */
const progress: readonly Quantity[] = ['steps', 'output_tokens', 'prompt_tokens'];

/** Compares with the look before at the same target, and keeps this one. */
export function sinceThen(target: string, meters: ServerMeters, atMs: number): SinceThen {
  const before = memory.recall(target);
  const still = stillness(before, meters, atMs);
  // What was not on the page before had not happened before.
  const grew = (quantity: Quantity) =>
    before ? growth(before.values.get(quantity) ?? 0, meters.values.get(quantity) ?? 0) : 0;
  const window = { queries: grew('prefix_queries'), hits: grew('prefix_hits') };
  const prefixes = remembering(before?.prefixes ?? nothingUsual, window);
  memory.keep(target, { atMs, values: meters.values, spreads: meters.spreads, still, prefixes });
  return {
    ms: before ? atMs - before.atMs : null,
    grew,
    mean: (quantity) => meanOf(before?.spreads.get(quantity), meters.spreads.get(quantity)),
    stillMs: still === null ? 0 : atMs - still.sinceMs,
    stillLooks: still?.looks ?? 0,
    collapse: collapseOf(prefixes),
  };
}

function stillness(before: Earlier | undefined, { values }: ServerMeters, atMs: number) {
  const told = progress.filter((quantity) => values.has(quantity));
  const busy = (values.get('running') ?? 0) > 0 || (values.get('waiting') ?? 0) > 0;
  if (told.length === 0 || !busy) return null;
  const begun = { sinceMs: atMs, looks: 1 };
  if (!before) return begun;
  const moved = told.some((quantity) => before.values.get(quantity) !== values.get(quantity));
  const was = before.still ?? begun;
  // Work that had only come when the look before was made may not have had its first step yet.
  return moved ? begun : { sinceMs: was.sinceMs, looks: was.looks + 1 };
}

function growth(before: number, now: number): number {
  return now >= before ? now - before : now;
}

function meanOf(before: Spread | undefined, now: Spread | undefined): number | undefined {
  if (!before || !now || now.count < before.count) return undefined;
  const count = now.count - before.count;
  return count > 0 ? (now.sum - before.sum) / count : undefined;
}
