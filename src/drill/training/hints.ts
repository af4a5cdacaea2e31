import { type Chain, type LinkId, linkKinds } from '../../chain/types.ts';
import { modeById } from '../../diagnosis/modes/catalogue.ts';
import { seededRandom } from '../../sandbox/random.ts';
import type { SandboxFault } from '../../sandbox/types.ts';

/** Links named beside the culprit by the second hint. */
const DECOYS = 2;
/** Share of health checks below which they stay green while requests fail. */
const GREEN_BELOW = 0.5;

/** From vague to nearly the answer. The same seed gives the same hints. */
export function hintsFor(fault: SandboxFault, chain: Chain, seed: number): readonly string[] {
  const kind = chain.links.find(({ id }) => id === fault.link)?.kind;
  return [
    howItShows(fault),
    `it is one of ${suspects(fault.link, chain, seed).join(', ')}`,
    kind ? `it is of the kind ${kind}: ${linkKinds[kind].title}` : 'its kind is not known',
  ];
}

function howItShows({ mode }: SandboxFault): string {
  const known = modeById(mode);
  if (known?.partial) return 'some requests meet it, and others do not';
  if (known && known.access < GREEN_BELOW) {
    return 'its own health checks stay green; look at what depends on it, or beside it';
  }
  return 'a plain look at the broken link itself shows it';
}

/** The culprit among others of the chain, in the chain's order so that its place says nothing. */
function suspects(culprit: LinkId, { links }: Chain, seed: number): readonly LinkId[] {
  const random = seededRandom(seed + 1);
  const others = links.map(({ id }) => id).filter((id) => id !== culprit);
  const decoys = Array.from({ length: Math.min(DECOYS, others.length) }, () => {
    const [taken] = others.splice(Math.floor(random() * others.length), 1);
    return taken;
  });
  return links.map(({ id }) => id).filter((id) => id === culprit || decoys.includes(id));
}
