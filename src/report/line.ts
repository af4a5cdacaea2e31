import { policyWords } from '../events/policy-words.ts';
import type { EventOf } from '../events/types.ts';
import type { Verdict } from '../events/verdict.ts';
import { instant, percent } from './words.ts';

const words: Readonly<Record<Verdict['status'], string>> = {
  healthy: 'HEALTHY',
  fault: 'BROKEN',
  undetermined: 'UNSURE',
};

/** A verdict as one line for a log or a chat: the answer, how sure, since when, what is cleared. */
export function line(verdict: Verdict): string {
  const culprits = verdict.culprits.map(
    ({ link, mode, probability, since }) =>
      `${link} ${mode} (${percent(probability)}, since ${instant(since)})`,
  );
  const parts = [
    `${instant(verdict.at)} ${words[verdict.status]} ${verdict.headline}`,
    ...(culprits.length > 0 ? [`culprit: ${culprits.join(', ')}`] : []),
    ...listed('cleared', verdict.status === 'healthy' ? [] : verdict.cleared),
    ...listed('untested', verdict.untested),
  ];
  return `${parts.join('; ')}\n`;
}

/** What the policies say from then on, as one line. */
export function policyLine({ time, data }: EventOf<'policy'>): string {
  return `${instant(time)} POLICY ${policyWords(data.rulings)}\n`;
}

function listed(label: string, links: readonly string[]): readonly string[] {
  return links.length > 0 ? [`${label}: ${links.join(', ')}`] : [];
}
