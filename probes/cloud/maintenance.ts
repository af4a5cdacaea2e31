import { safe } from '../../src/text/sanitise.ts';
import type { KeptText } from '../network/kept-text.ts';
import type { Finding } from '../probe.ts';
import type { Judgement } from '../system/judgement.ts';

/** Work that a cloud has announced on one machine. Texts are from outside. */
export interface Announced {
  /** In the cloud's own word: `system-reboot`, `Freeze`. */
  readonly what: string;
  readonly words: string;
  /** When it begins at the earliest, as the cloud writes it; empty where it does not say. */
  readonly notBefore: string;
}

const MAX_CLAIMS = 4;

export function maintenanceJudgements(
  announced: readonly Announced[],
  kept: KeptText,
): readonly Judgement<'cloud.maintenance'>[] {
  return announced.map(({ what, words, notBefore }) => {
    const when = notBefore === '' ? '' : `, not before ${notBefore}`;
    return {
      symptom: 'cloud.maintenance',
      summary: safe`maintenance: ${kept.fact(`${what}${when}`)}`,
      evidence: safe`scheduled: ${kept.fact(`${what}${when}: ${words}`)}`,
    };
  });
}

/** What is scheduled is also something that the cloud says of the link. */
export function maintenanceClaims(
  who: string,
  announced: readonly Announced[],
  kept: KeptText,
): NonNullable<Finding['claims']> {
  return announced.slice(0, MAX_CLAIMS).map(({ what, words, notBefore }) => ({
    who: safe`${who}`,
    says: 'maintenance',
    words: kept.fact([what, words, notBefore].filter((part) => part !== '').join(': ')),
    updatedAt: null,
  }));
}
