import { linksOf } from '../chain/needs.ts';
import { linksById, pathOf } from '../chain/path.ts';
import type { Chain, LinkId } from '../chain/types.ts';

/** Some of the models that pass a link. */
export interface SomeModels {
  readonly names: readonly string[];
  /** So many of those that pass it they are, 0…1. */
  readonly part: number;
}

/**
 * By link: the models that what is set up there may fail for while others are well. Each of several that pass it, and
 * those that go on to one of its needs: the models of one vendor, behind a gateway that has others too. Links of one
 * model have none.
 */
export function groupsOfModels(chain: Chain): ReadonlyMap<LinkId, readonly SomeModels[]> {
  const passed = new Map<LinkId, Map<string, ReadonlySet<LinkId>>>();
  for (const { id, at } of chain.models) {
    const path = pathOf(chain, at, 'through', id).map(({ link }) => link);
    const all = new Set(path);
    for (const link of all) {
      const models = passed.get(link) ?? new Map<string, ReadonlySet<LinkId>>();
      passed.set(link, models.set(id, all));
    }
  }
  return new Map([...passed].map(([link, models]) => [link, groupsAt(chain, link, models)]));
}

function groupsAt(
  chain: Chain,
  link: LinkId,
  passed: ReadonlyMap<string, ReadonlySet<LinkId>>,
): readonly SomeModels[] {
  const models = [...passed.keys()];
  if (models.length < 2) return [];
  const groups = new Map(models.map((model) => [model, [model]]));
  const own = linksById(chain).get(link)?.needs ?? [];
  const ofModels = chain.models.flatMap(({ at, needs }) => (at === link ? needs : []));
  for (const next of [...own, ...ofModels].flatMap(linksOf)) {
    const going = models.filter((model) => passed.get(model)?.has(next));
    if (going.length > 0 && going.length < models.length) groups.set(going.join('\n'), going);
  }
  return [...groups.values()].map((names) => ({ names, part: names.length / models.length }));
}
