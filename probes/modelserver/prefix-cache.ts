/** Tokens of prompts since the look before, and those of them that stood in the cache already. */
export interface Window {
  readonly queries: number;
  readonly hits: number;
}

/** What is remembered of the share of prompts that a server need not compute. */
export interface PrefixMemory {
  /** The newest windows in which prompts came, oldest first, while the share was as usual. */
  readonly usual: readonly Window[];
  /** Those since it fell. */
  readonly low: readonly Window[];
}

/** Windows that make what is usual: at four looks a minute a quarter of an hour. */
const USUAL_WINDOWS = 60;
/** What lasts so many windows is the new usual: other prompts are asked, and no cache was lost. */
const MOST_LOW = 60;
/** Fewer tokens than these are one prompt or two, and say nothing of a cache. */
const LEAST_TOKENS = 4_096;
/** The usual must rest on so many times more. */
const USUAL_TIMES = 4;
/** Below this share a cache is of no use anyway. */
const LEAST_USUAL = 0.2;
/** The share has collapsed where it is below this part of the usual one. */
const COLLAPSED = 0.25;

export const nothingUsual: PrefixMemory = { usual: [], low: [] };

/** Takes in what came since the look before. */
export function remembering({ usual, low }: PrefixMemory, window: Window): PrefixMemory {
  if (window.queries <= 0) return { usual, low };
  const before = shareOf(usual);
  if (before === null || shareOfWindow(window) >= before * COLLAPSED) {
    // One window as usual ends the collapse: what fell with it counts again.
    return { usual: [...usual, ...low, window].slice(-USUAL_WINDOWS), low: [] };
  }
  const fallen = [...low, window];
  return fallen.length > MOST_LOW
    ? { usual: fallen.slice(-USUAL_WINDOWS), low: [] }
    : { usual, low: fallen };
}

/** Both shares, where the present one has collapsed; null where it has not, or where too little was asked. */
export function collapseOf({ usual, low }: PrefixMemory): { usual: number; now: number } | null {
  const before = shareOf(usual);
  const { queries, hits } = summed(low);
  if (before === null || queries < LEAST_TOKENS) return null;
  return { usual: before, now: hits / queries };
}

/** Null where nothing is usual, or where a cache is of no use. */
function shareOf(windows: readonly Window[]): number | null {
  const all = summed(windows);
  if (all.queries < LEAST_TOKENS * USUAL_TIMES) return null;
  return shareOfWindow(all) < LEAST_USUAL ? null : shareOfWindow(all);
}

function shareOfWindow({ queries, hits }: Window): number {
  return hits / queries;
}

function summed(windows: readonly Window[]): Window {
  return {
    queries: windows.reduce((sum, { queries }) => sum + queries, 0),
    hits: windows.reduce((sum, { hits }) => sum + hits, 0),
  };
}
