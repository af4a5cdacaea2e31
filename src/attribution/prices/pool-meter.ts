import type { Inference } from '../../events/types.ts';
import type { Nanos } from '../types.ts';
import { poolNanos, slotNanos } from './gpu-price.ts';
import type { PoolAccount } from './gpu-use.ts';
import { type GpuPool, poolOf } from './own-prices.ts';
import type { PriceTables } from './tables.ts';

/** What own GPUs cost and who used them, attempt by attempt: for sums over any window. */
export interface PoolMeter {
  /** What an attempt used of which pool; null where it ran on none whose use is known. */
  usedBy(inference: Inference): { readonly pool: string; readonly nanos: Nanos } | null;
  /** What pools cost in so many microseconds, and what of it nobody used. */
  accounts(us: bigint, used: ReadonlyMap<string, Nanos>): readonly PoolAccount[];
}

/** Null where no GPUs are priced, or the use of none of them is known: measured use takes all attempts at once. */
export function poolMeter({ own, gpuUse }: Pick<PriceTables, 'own' | 'gpuUse'>): PoolMeter | null {
  const isKnown = ({ slots }: GpuPool) => slots !== null || gpuUse !== null;
  const known = own?.pools.filter(isKnown) ?? [];
  if (!own || known.length === 0) return null;
  return {
    usedBy: (inference) => {
      const pool = inference.billed === 'no' ? null : poolOf(own.pools, inference);
      if (!pool || !isKnown(pool)) return null;
      const nanos =
        pool.slots === null ? gpuUse?.of(inference.attempt)?.nanos : slotNanos(pool, inference);
      return nanos === undefined ? null : { pool: pool.name, nanos };
    },
    accounts: (us, used) =>
      known.map((pool): PoolAccount => {
        const [paid, sum] = [poolNanos(pool, us), used.get(pool.name) ?? 0n];
        return {
          pool: pool.name,
          currency: own.currency,
          paid,
          used: sum,
          idle: paid - sum,
        };
      }),
  };
}
