import type { Chain, LinkId } from '../../chain/types.ts';
import type { Observation } from '../../events/types.ts';

/** `gpu.name`, `GPU-a1b2c3d4.name`: the probe states what each card is called under a prefix of its own. */
const cardName = /.\.name$/;

/** Learns from looks which cards stand behind a link: people seldom write that down. */
export class SeenGpus {
  readonly #seen = new Map<LinkId, ReadonlySet<string>>();

  /** The latest look counts: cards are replaced. */
  add({ link, probe, facts }: Observation): void {
    if (probe !== 'gpu') return;
    const names = Object.entries(facts).flatMap(([key, value]) =>
      cardName.test(key) && typeof value === 'string' ? [value] : [],
    );
    if (names.length > 0) this.#seen.set(link, new Set(names));
  }

  /** The chain with a label `gpu` on links that state none and hold cards of one type. */
  label(chain: Chain): Chain {
    const links = chain.links.map((link) => {
      const [gpu, ...others] = this.#seen.get(link.id) ?? [];
      if (gpu === undefined || others.length > 0 || link.labels.gpu !== undefined) return link;
      return { ...link, labels: { ...link.labels, gpu } };
    });
    return { ...chain, links };
  }
}
