import type { z } from 'zod';
import type { Link, Vantage } from './types.ts';

/** A link before its probes are known. */
export type BareLink = Omit<Link, 'probes'> & { readonly probes: readonly [] };

/**
 * What the chain room must know of the probes, which stand above it: handed in, so that adding a
 * probe stays one folder and one line. `probes/registry.ts` fits.
 */
export interface ProbeCatalogue {
  readonly [kind: string]: {
    /** Checks the options of an entry. */
    readonly options: z.ZodType;
    /** Shortest interval of looks whose entry does not state one. */
    readonly leastIntervalMs?: number;
    /** Options for a link that names no probes, or null where this probe does not suit. */
    infer(link: BareLink, vantages: readonly Vantage[]): unknown;
    /** Options for an address that somebody wants this probe to look at. @throws WeaklinkError */
    fromTarget(target: string): unknown;
  };
}
