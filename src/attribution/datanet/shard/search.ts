import type { Shard } from './shard.ts';

/** A stretch of the searched tokens that stands in the shard, and the suffixes that begin with it. */
export interface Match {
  /** First token, and the one behind the last. */
  readonly start: number;
  readonly end: number;
  /** First of its suffixes in the shard's order, and the one behind the last: `high` − `low` occurrences. */
  readonly low: number;
  readonly high: number;
}

/**
 * The longest stretch from `start` on, at most to `limit`, that stands in the shard; its end is `start`
 * where not even one token does.
 *
 * @param ids of the tokens that are searched, as the shard numbers them
 */
export function longestMatch(shard: Shard, ids: Int32Array, start: number, limit: number): Match {
  const first = ids[start] as number;
  const none = { start, end: start, low: 0, high: 0 };
  if (start >= limit || first < 0) return none;
  const bottom = shard.heads[first] as number;
  const top = shard.heads[first + 1] as number;
  if (bottom === top) return none;
  let low = bottom;
  let high = top;
  // Agreement with the neighbours of the gap: whatever lies between them agrees at least as far.
  let lowAgrees = 1;
  let highAgrees = 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const place = shard.suffixes[middle] as number;
    const agrees = agreement(shard, ids, start, limit, place, Math.min(lowAgrees, highAgrees));
    if (start + agrees === limit) return widened(shard, ids, start, limit, middle, bottom, top);
    if ((shard.data.tokens[place + agrees] as number) < (ids[start + agrees] as number)) {
      low = middle + 1;
      lowAgrees = agrees;
    } else {
      high = middle;
      highAgrees = agrees;
    }
  }
  const hasLower = low > bottom;
  const best = Math.max(hasLower ? lowAgrees : 0, low < top ? highAgrees : 0);
  const witness = hasLower && lowAgrees === best ? low - 1 : low;
  return widened(shard, ids, start, start + best, witness, bottom, top);
}

/** How many tokens from `start` on are those at a place of the shard, given that `known` are. */
function agreement(
  shard: Shard,
  ids: Int32Array,
  start: number,
  limit: number,
  place: number,
  known: number,
): number {
  const { tokens } = shard.data;
  let agrees = known;
  while (start + agrees < limit && tokens[place + agrees] === ids[start + agrees]) agrees += 1;
  return agrees;
}

/** All suffixes that begin with the stretch, from one that does. */
function widened(
  shard: Shard,
  ids: Int32Array,
  start: number,
  end: number,
  witness: number,
  bottom: number,
  top: number,
): Match {
  return {
    start,
    end,
    low: lowest(shard, ids, start, end, witness, bottom),
    high: highest(shard, ids, start, end, witness + 1, top),
  };
}

/** The match of a shorter stretch with the same start: never fewer occurrences. */
export function shortened(shard: Shard, ids: Int32Array, match: Match, end: number): Match {
  const first = ids[match.start] as number;
  const bottom = shard.heads[first] as number;
  const top = shard.heads[first + 1] as number;
  return {
    start: match.start,
    end,
    low: lowest(shard, ids, match.start, end, match.low, bottom),
    high: highest(shard, ids, match.start, end, match.high, top),
  };
}

/** Down from a suffix that begins with the stretch: in growing steps, then by halves. */
function lowest(
  shard: Shard,
  ids: Int32Array,
  start: number,
  end: number,
  from: number,
  bottom: number,
): number {
  let inside = from;
  let step = 1;
  while (inside - step >= bottom && begins(shard, ids, start, end, inside - step)) {
    inside -= step;
    step *= 2;
  }
  let outside = Math.max(bottom - 1, inside - step);
  while (inside - outside > 1) {
    const middle = (inside + outside) >> 1;
    if (begins(shard, ids, start, end, middle)) inside = middle;
    else outside = middle;
  }
  return inside;
}

/** Up from the end of suffixes that begin with the stretch: the first that does not. */
function highest(
  shard: Shard,
  ids: Int32Array,
  start: number,
  end: number,
  from: number,
  top: number,
): number {
  let inside = from - 1;
  let step = 1;
  while (inside + step < top && begins(shard, ids, start, end, inside + step)) {
    inside += step;
    step *= 2;
  }
  let outside = Math.min(top, inside + step);
  while (outside - inside > 1) {
    const middle = (inside + outside) >> 1;
    if (begins(shard, ids, start, end, middle)) inside = middle;
    else outside = middle;
  }
  return outside;
}

function begins(shard: Shard, ids: Int32Array, start: number, end: number, at: number): boolean {
  return agreement(shard, ids, start, end, shard.suffixes[at] as number, 1) === end - start;
}
