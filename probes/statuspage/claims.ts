import { safe } from '../../src/text/sanitise.ts';
import type { KeptText } from '../network/kept-text.ts';
import type { Finding } from '../probe.ts';
import { isCalled } from './formats/open-incidents.ts';
import type { StatuspageOptions } from './options.ts';
import type { StatusSummary } from './summary.ts';

type Claims = NonNullable<Finding['claims']>;

/** The page's claims: one about the link that the look is for, one for each mapped component. */
export function claimsOf(
  summary: StatusSummary,
  { components }: StatuspageOptions,
  kept: KeptText,
): Claims {
  const who = safe`status page`;
  const overall = {
    who,
    says: summary.says,
    words: kept.fact(overallWords(summary)),
    updatedAt: summary.updatedAt,
  };
  const mapped = Object.entries(components).flatMap(([wanted, link]) => {
    const said = wordsAbout(summary, wanted, kept);
    return said ? { link, who, ...said } : [];
  });
  return [overall, ...mapped];
}

function wordsAbout(
  summary: StatusSummary,
  wanted: string,
  kept: KeptText,
): Pick<Claims[number], 'says' | 'words' | 'updatedAt'> | undefined {
  const found = summary.components.find((component) => isCalled(component, wanted));
  if (found) {
    const { says, name, words } = found;
    const updatedAt = found.updatedAt ?? summary.updatedAt;
    return { says, words: kept.fact(`${name}: ${words}`), updatedAt };
  }
  if (summary.listsAll) return undefined;
  const words = kept.fact(`${wanted}: no open incident`);
  return { says: 'healthy', words, updatedAt: summary.updatedAt };
}

/** `Partial System Outage: Elevated error rates (investigating)`. */
export function overallWords({ words, incidents }: StatusSummary): string {
  const [incident] = incidents;
  return incident ? `${words}: ${incident.name} (${incident.status})` : words;
}

/** Components of the map that the page does not have: a renamed one would otherwise go unseen. */
export function missingComponents(
  summary: StatusSummary,
  { components }: StatuspageOptions,
): readonly string[] {
  if (!summary.listsAll) return [];
  return Object.keys(components).filter(
    (wanted) => !summary.components.some((component) => isCalled(component, wanted)),
  );
}
