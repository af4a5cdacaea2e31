import type { Inference } from '../../events/types.ts';
import { dividedHalfEven, inParts } from './decimal.ts';
import type { GpuPool } from './own-prices.ts';

const hourUs = 3_600_000_000n;
/** Decimal places of a nano. */
const nanoScale = 9;

/** What a pool costs for so long, as a fraction of nanos: used or idle, its hours are paid. */
function poolPrice(pool: GpuPool, us: bigint): { readonly n: bigint; readonly d: bigint } {
  const scale = Math.max(nanoScale, pool.hourly.scale);
  const n = inParts(pool.hourly, scale) * BigInt(pool.count) * us;
  return { n, d: hourUs * 10n ** BigInt(scale - nanoScale) };
}

/** As {@link poolPrice}, in whole nanos. */
export function poolNanos(pool: GpuPool, us: bigint): bigint {
  const { n, d } = poolPrice(pool, us);
  return dividedHalfEven(n, d);
}

/** What an attempt pays for its slot of a pool that has so many, whoever else ran. */
export function slotNanos(pool: GpuPool, inference: Inference): bigint {
  const { n, d } = poolPrice(pool, gpuUs(pool, inference));
  return dividedHalfEven(n, d * BigInt(pool.slots ?? 1));
}

/** How long an attempt ran on the GPUs: what their links held it, else all of its time. Microseconds. */
export function gpuUs({ links }: GpuPool, { path, durationMs }: Inference): bigint {
  const hops = path.filter((hop) => links.has(hop.link));
  const ms = hops.length > 0 ? hops.reduce((sum, hop) => sum + hop.ms, 0) : durationMs;
  return BigInt(Math.max(0, Math.round(ms * 1_000)));
}
