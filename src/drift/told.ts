import type { Observation } from '../events/types.ts';
import { sanitise } from '../text/sanitise.ts';
import { type Identity, identities, identitiesIn } from '../watching/identities.ts';
import type { Item } from './types.ts';

/** Facts that say what a link is and change with another that is watched already: told once, not as changes. */
const beside: readonly Identity[] = [
  { what: 'certificate.issuers', fact: 'certificate.issuers' },
  { what: 'certificate.names', fact: 'certificate.names' },
  { what: 'tls.protocol', fact: 'tls.protocol' },
];

/** What is used of what a cloud or a namespace allows: held, and no change of anybody's. */
const used: readonly Identity[] = [
  { what: 'quota.used', fact: /^(?:quota\.used|k8s\.quota_used) (.+)$/ },
];

/** The probes whose looks show the handshake of the link itself. */
const handshaking: ReadonlySet<string> = new Set(
  Object.entries(identities)
    .filter(([, all]) => all.some(({ what }) => what === 'certificate.serial'))
    .map(([probe]) => probe),
);

/** What one look tells of what its link is, by what the watcher compares from look to look. */
export function itemsIn({ probe, vantage, outcome, facts }: Observation): readonly Item[] {
  if (outcome === 'unknown') return [];
  const told = [
    ...identitiesIn(probe, outcome === 'ok', facts),
    ...(handshaking.has(probe) ? identitiesIn(probe, outcome === 'ok', facts, beside) : []),
    ...identitiesIn(probe, outcome === 'ok', facts, used),
  ];
  return told.map(({ what, value, shown }): Item => {
    const words = shown.find((text) => text !== '');
    const item = { what, value: sanitise(value), probe, vantage };
    return words === undefined || words === value ? item : { ...item, shown: sanitise(words) };
  });
}

/** Values of which one look shows some and the next others, as a name server's answers. */
export function rotates(probe: string, what: string): boolean {
  return (identities[probe] ?? []).some((one) => one.what === what && one.rotates);
}

/** What only looks that find nothing wrong tell. */
export function toldWhenWell(probe: string, what: string): boolean {
  const [name] = what.split(' ', 1);
  return (identities[probe] ?? []).some((one) => one.what === name && one.whenWell);
}
