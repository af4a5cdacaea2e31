import type { Accounted, LedgerEntry } from '../types.ts';
import type { Place, Way } from './stages.ts';
import type { Standing } from './standing.ts';

/** Where an attempt stands at the link that serves it, by what its entry and its cost say. */
export function placeOf(accounted: Accounted, standing: Standing): Place {
  const { inference, cost, entry } = accounted;
  const money =
    cost.kind === 'unknown'
      ? null
      : {
          currency: cost.currency,
          passage: {
            in: entry ? entry.billed : cost.nanos,
            out: entry ? posted(entry) : 0n,
            lost: entry?.lost?.nanos ?? 0n,
            inFlight: entry ? 0n : cost.nanos,
          },
        };
  return { link: inference.link, way: wayOf(accounted, standing), money };
}

function wayOf({ inference, used }: Accounted, standing: Standing): Way {
  if (standing === 'in flight' || standing === 'billed?') return 'inFlight';
  return inference.outcome === 'ok' && used ? 'out' : 'lost';
}

function posted({ postings }: LedgerEntry): bigint {
  return postings.reduce((sum, { nanos }) => sum + nanos, 0n);
}
