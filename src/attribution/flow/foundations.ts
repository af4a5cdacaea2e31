import { linksById } from '../../chain/path.ts';
import { type Chain, type LinkId, linkKinds } from '../../chain/types.ts';

/** What a link runs on, as the chain says: its GPUs, then its process, container, hosts, nearest first. */
export function runsOn(link: LinkId, chain: Chain): readonly LinkId[] {
  const byId = linksById(chain);
  const found = new Set<LinkId>();
  const open = [link];
  for (let next = open.shift(); next !== undefined; next = open.shift()) {
    for (const need of byId.get(next)?.needs ?? []) {
      // Of replicas nobody knows which one it runs on.
      if (!('link' in need) || found.has(need.link)) continue;
      const kind = byId.get(need.link)?.kind;
      if (kind === undefined || linkKinds[kind].role !== 'foundation') continue;
      found.add(need.link);
      open.push(need.link);
    }
  }
  const isGpu = (id: LinkId) => byId.get(id)?.kind === 'gpu';
  return [...found].sort((a, b) => Number(isGpu(b)) - Number(isGpu(a)));
}
