import type { Without } from '../../replay/types.ts';
import { type Findings, sound } from './findings.ts';
import { checkLink, type KnownChain } from './known-chain.ts';
import { withoutSchema } from './world-schema.ts';

/** What weaklink is not told of; everything named must be there to be taken away. */
export function withoutOf(given: unknown, chain: KnownChain | null, findings: Findings): Without {
  const { links = [], probes = [], vantages = [] } = sound(given, withoutSchema) ?? {};
  links.forEach((link, index) => {
    checkLink(link, ['without', 'links', index], chain, findings);
  });
  const known = chain && probeNames(chain);
  probes.forEach((probe, index) => {
    if (!known || known.has(probe)) return;
    findings.unknown(['without', 'probes', index], 'probe', probe, known);
  });
  vantages.forEach((vantage, index) => {
    if (!chain || chain.vantages.includes(vantage)) return;
    findings.unknown(['without', 'vantages', index], 'vantage', vantage, chain.vantages);
  });
  return { links, probes, vantages };
}

/** `<link>/<probe name>` of every probe, and their kinds. */
function probeNames({ links }: KnownChain): ReadonlySet<string> {
  return new Set(
    [...links].flatMap(([id, { probes }]) =>
      probes.flatMap(([name, kind]) => [`${id}/${name}`, kind]),
    ),
  );
}
