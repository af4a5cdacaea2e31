import type { LinkId } from '../../chain/types.ts';
import type { Inference } from '../../events/types.ts';
import type { PriceSource } from '../types.ts';
import type { DatedRates } from './dated.ts';
import type { Decimal } from './decimal.ts';

/** Prices that a user has agreed on himself, for a model. */
export interface OwnRow extends DatedRates {
  /** The name without its `*`, in small letters. */
  readonly name: string;
  readonly isPrefix: boolean;
  /** Null: wherever it is served. */
  readonly links: ReadonlySet<LinkId> | null;
}

/** GPUs that are paid by the hour, whether they are used or not. */
export interface GpuPool {
  readonly name: string;
  /** Of one GPU for one hour, in the file's currency. */
  readonly hourly: Decimal;
  readonly count: number;
  readonly links: ReadonlySet<LinkId>;
  readonly models: ReadonlySet<string>;
  readonly share: 'time' | 'tokens';
  /** Requests that run at once when full; null: use is measured. */
  readonly slots: number | null;
}

/** A prices.yaml, read. */
export interface OwnPrices {
  readonly currency: string;
  readonly models: readonly OwnRow[];
  readonly pools: readonly GpuPool[];
  readonly providers: ReadonlyMap<LinkId, string>;
  /** Of the GPUs. */
  readonly gpuPrices: PriceSource;
}

/** The row for a model at a link at a moment. */
export function ownRow(
  rows: readonly OwnRow[],
  { link, model, atMs }: { link: LinkId; model: string; atMs: number },
): OwnRow | null {
  const name = model.toLowerCase();
  const fits = (row: OwnRow): boolean =>
    (row.isPrefix ? name.startsWith(row.name) : name === row.name) &&
    (row.links?.has(link) ?? true) &&
    (row.fromMs === null || atMs >= row.fromMs);
  const first = rows.find(fits);
  if (!first) return null;
  // Of one price through time, the row that came into force last.
  const versions = rows.filter(
    (row) => row.name === first.name && row.isPrefix === first.isPrefix && fits(row),
  );
  return versions.reduce((a, b) => ((b.fromMs ?? 0) > (a.fromMs ?? 0) ? b : a));
}

/** The GPUs that an attempt ran on; the first of the file where several fit. */
export function poolOf(pools: readonly GpuPool[], inference: Inference): GpuPool | null {
  const { link, path, model, responseModel } = inference;
  return (
    pools.find(
      ({ links, models }) =>
        links.has(link) ||
        path.some((hop) => links.has(hop.link)) ||
        models.has(model) ||
        (responseModel !== null && models.has(responseModel)),
    ) ?? null
  );
}
