import { linksOf } from '../../src/chain/needs.ts';
import { type Link, type LinkId, linkKinds, type Need } from '../../src/chain/types.ts';

/** Where things stand in a chain: what carries what, and who presents what. */
export class Places {
  readonly links: ReadonlyMap<LinkId, Link>;

  constructor(links: readonly Link[]) {
    this.links = new Map(links.map((link) => [link.id, link]));
  }

  /** What it needs of one role, in its order. */
  needsOf(link: Link, role: 'access' | 'foundation'): readonly LinkId[] {
    return link.needs
      .flatMap(linksOf)
      .filter((id) => linkKinds[this.links.get(id)?.kind ?? 'service'].role === role);
  }

  /** The machine that it is on, where that is in the chain. */
  hostOf(id: LinkId): LinkId | null {
    const link = this.links.get(id);
    if (!link) return null;
    if (link.kind === 'host') return id;
    return this.needsOf(link, 'foundation').map((one) => this.hostOf(one))[0] ?? null;
  }

  /** Everything that `link` runs on, itself included. */
  standsOn(link: Link): readonly LinkId[] {
    const below = this.needsOf(link, 'foundation').flatMap((id) => {
      const one = this.links.get(id);
      return one ? this.standsOn(one) : [];
    });
    return [...new Set([link.id, ...below])];
  }

  /** Who presents a certificate, or stands at the end of a path. */
  bearerOf({ id, kind }: Link): Link | null {
    if (kind !== 'certificate' && kind !== 'network') return null;
    const bearers = [...this.links.values()].filter(
      (one) => linkKinds[one.kind].role === 'behind' && one.needs.flatMap(linksOf).includes(id),
    );
    return bearers[0] ?? null;
  }

  /** Where what is needed stands for a request. */
  roleOf(one: Need) {
    return linkKinds[this.links.get(linksOf(one)[0] ?? '')?.kind ?? 'service'].role;
  }

  /** The last gateway on the way sends on to what the model itself needs. */
  isDispatcher({ kind, needs }: Link, model: string | null): boolean {
    if (kind !== 'gateway' || model === null) return false;
    return !needs.some((one) => this.links.get(linksOf(one)[0] ?? '')?.kind === 'gateway');
  }
}
