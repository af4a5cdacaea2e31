import { safe } from '../../src/text/sanitise.ts';
import type { KeptText } from '../network/kept-text.ts';
import type { Finding } from '../probe.ts';
import type { StatuspageOptions } from './options.ts';
import { type StatusSummary, saysOf } from './summary.ts';

/** The page's claims: one about the link that the look is for, one for each mapped component. */
export function claimsOf(
  summary: StatusSummary,
  { components }: StatuspageOptions,
  kept: KeptText,
): NonNullable<Finding['claims']> {
  const who = safe`status page`;
  const overall = {
    who,
    says: saysOf(summary.indicator),
    words: kept.fact(overallWords(summary)),
    updatedAt: summary.updatedAt,
  };
  const mapped = Object.entries(components).flatMap(([wanted, link]) => {
    const component = summary.components.find(
      ({ id, name }) => id === wanted || name.toLowerCase() === wanted.toLowerCase(),
    );
    if (!component) return [];
    return {
      link,
      who,
      says: saysOf(component.status),
      words: kept.fact(`${component.name}: ${component.status.replaceAll('_', ' ')}`),
      updatedAt: component.updatedAt ?? summary.updatedAt,
    };
  });
  return [overall, ...mapped];
}

/** `Partial System Outage: Elevated error rates (investigating)`. */
export function overallWords({ description, indicator, incidents }: StatusSummary): string {
  const words = description === '' ? indicator : description;
  const [incident] = incidents;
  return incident ? `${words}: ${incident.name} (${incident.status})` : words;
}

/** Components of the map that the page does not have: a renamed one would otherwise go unseen. */
export function missingComponents(
  summary: StatusSummary,
  { components }: StatuspageOptions,
): readonly string[] {
  const known = new Set(summary.components.flatMap(({ id, name }) => [id, name.toLowerCase()]));
  return Object.keys(components).filter(
    (wanted) => !known.has(wanted) && !known.has(wanted.toLowerCase()),
  );
}
