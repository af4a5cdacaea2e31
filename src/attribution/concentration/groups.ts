import { linksOf } from '../../chain/needs.ts';
import { linksById } from '../../chain/path.ts';
import { type Chain, type Link, type LinkId, linkKinds } from '../../chain/types.ts';

/** What can fail as one, or be taken away as one. */
export const groupKinds = ['link', 'provider', 'region', 'GPU type', 'owner'] as const;
export type GroupKind = (typeof groupKinds)[number];

/** Links that stop together. */
export interface Group {
  readonly kind: GroupKind;
  readonly name: string;
  readonly links: ReadonlySet<LinkId>;
}

/** Every group of a chain, each link by itself first. */
export function groupsOf(chain: Chain): readonly Group[] {
  return groupKinds.flatMap((kind) => {
    const named = chain.links.flatMap((link) => {
      const name = groupOf(link, kind);
      return name === null ? [] : [{ name, id: link.id }];
    });
    return [...Map.groupBy(named, ({ name }) => name)].map(([name, members]) => ({
      kind,
      name,
      links: new Set(members.map(({ id }) => id)),
    }));
  });
}

/** What a link itself says; null where it does not. */
export function groupOf(link: Link, kind: GroupKind): string | null {
  switch (kind) {
    case 'link':
      return link.id;
    case 'provider':
      return link.provider ?? link.labels.provider ?? vendorOf(link);
    case 'region':
      return link.region ?? link.labels.region ?? null;
    case 'owner':
      return link.owner ?? null;
    case 'GPU type':
      return link.kind === 'gpu' ? (link.labels.gpu ?? null) : null;
  }
}

/** A vendor's API is its own provider. */
function vendorOf(link: Link): string | null {
  return link.kind === 'provider' ? (link.owner ?? link.id) : null;
}

/** The provider of a link, or of what it runs on; null where nobody says. */
export function providerOf(chain: Chain, id: LinkId): string | null {
  const links = linksById(chain);
  const seen = new Set<LinkId>();
  const queue = [id];
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    const link = links.get(next);
    if (!link || seen.has(next)) continue;
    seen.add(next);
    const provider = groupOf(link, 'provider');
    if (provider !== null) return provider;
    const below = link.needs.flatMap(linksOf);
    queue.push(...below.filter((one) => isFoundation(links.get(one))));
  }
  return null;
}

function isFoundation(link: Link | undefined): boolean {
  return link !== undefined && linkKinds[link.kind].role === 'foundation';
}
