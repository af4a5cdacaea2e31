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

function listed(label: string, links: readonly string[]): readonly string[] {
  return links.length > 0 ? [`${label}: ${links.join(', ')}`] : [];
}
