import type { LinkId } from '../../chain/types.ts';
import type { Accounted, LossReason } from '../types.ts';
import type { Fate } from './types.ts';

export interface End {
  readonly fate: Fate;
  readonly lossLink: LinkId | null;
  readonly lossReason: LossReason | null;
}

/** What became of an attempt. Where the ledger says why and where it was lost, that holds. */
export function endOf({ inference, attempts, used, entry }: Accounted): End {
  if (!inference.final) return { fate: 'in flight', lossLink: null, lossReason: null };
  if (inference.outcome === 'ok' && used) return { fate: 'out', lossLink: null, lossReason: null };
  if (entry?.lost)
    return { fate: 'lost', lossLink: entry.lost.link, lossReason: entry.lost.reason };
  switch (inference.outcome) {
    case 'aborted':
      // Whoever asked went away, or something between them and the link did: nobody knows which.
      return { fate: 'lost', lossLink: null, lossReason: 'aborted' };
    case 'failed':
      return {
        fate: 'lost',
        lossLink: inference.link,
        lossReason: attempts > 1 ? 'retried' : 'error',
      };
    case 'ok':
      return { fate: 'lost', lossLink: inference.link, lossReason: 'hedged' };
  }
}
