import { nearest } from '../../chain/nearest.ts';
import type { Chain } from '../../chain/types.ts';
import { WeaklinkError } from '../../platform/errors.ts';
import type { Without } from '../../replay/types.ts';

const kinds = { link: 'links', probe: 'probes', vantage: 'vantages' } as const;
type Kind = keyof typeof kinds;

/**
 * `link=vendor`, `probe=router/health`, `vantage=ssh-a` → what a what-if takes away.
 *
 * @throws WeaklinkError E_WITHOUT for what the recording's chain does not have
 */
export function withoutOf(texts: readonly string[], chain: Chain): Without {
  const taken: Record<(typeof kinds)[Kind], string[]> = { links: [], probes: [], vantages: [] };
  for (const text of texts) {
    const [kind = '', ...rest] = text.split('=');
    const name = rest.join('=');
    if (!isKind(kind) || name === '') throw unreadable(text);
    refuseUnknown(kind, name, chain);
    taken[kinds[kind]].push(name);
  }
  if (chain.links.every(({ id }) => taken.links.includes(id))) {
    throw new WeaklinkError({ code: 'E_WITHOUT', message: '--without leaves no link to judge' });
  }
  return taken;
}

export function isNothing({ links, probes, vantages }: Without): boolean {
  return links.length + probes.length + vantages.length === 0;
}

/** `link vendor, probe router/health`. */
export function withoutWords({ links, probes, vantages }: Without): string {
  return [
    ...links.map((name) => `link ${name}`),
    ...probes.map((name) => `probe ${name}`),
    ...vantages.map((name) => `vantage ${name}`),
  ].join(', ');
}

function isKind(text: string): text is Kind {
  return Object.hasOwn(kinds, text);
}

function refuseUnknown(kind: Kind, name: string, chain: Chain): void {
  const known = knownOf(kind, chain);
  // A hand-written recording may hold looks that its chain does not plan.
  if (known.length === 0 || known.includes(name)) return;
  const near = nearest(name, known);
  throw new WeaklinkError({
    code: 'E_WITHOUT',
    message: `--without: the recorded chain has no ${kind} "${name}"`,
    hint: near ? `Did you mean "${near}"?` : `It has: ${listed(known)}.`,
  });
}

function knownOf(kind: Kind, { links }: Chain): readonly string[] {
  if (kind === 'link') return links.map(({ id }) => id);
  const plans = links.flatMap(({ id, probes }) => probes.map((plan) => ({ id, ...plan })));
  const names =
    kind === 'vantage'
      ? plans.map(({ vantage }) => vantage)
      : plans.flatMap((plan) => [plan.kind, `${plan.id}/${plan.name}`]);
  return [...new Set(names)];
}

/** Names that a hint can hold. */
const mostListed = 12;

function listed(names: readonly string[]): string {
  const more = names.length - mostListed;
  return [...names.slice(0, mostListed), ...(more > 0 ? [`${more} more`] : [])].join(', ');
}

function unreadable(text: string): WeaklinkError {
  return new WeaklinkError({
    code: 'E_WITHOUT',
    message: `--without: "${text}" does not say what to take away`,
    hint: 'Write link=NAME, probe=LINK/NAME, probe=KIND or vantage=NAME, after the name of the file.',
  });
}
