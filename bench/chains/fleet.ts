import type { Link, LinkId, Model, Need } from '../../src/chain/types.ts';
import { buildWorld } from './build.ts';
import { dice } from './dice.ts';
import type { Manners, Series, World } from './world.ts';

/** Links of one cell of a large fleet: a gateway with its models and what they stand on. */
const linksOfCell = 100;
/** Cells that share a name server's record, a vendor and a store. */
const cellsThatShare = 10;
const sharedKinds = new Set(['dns', 'provider', 'store', 'network']);
const sharedNumber = /-1$/;

/**
 * A chain of `size` links: one random chain, or, beyond a hundred links, cells of a hundred that share
 * names, vendors and stores in groups of ten.
 */
export function buildFleet(size: number, seed: number): World {
  if (size <= linksOfCell) return thin(buildWorld(size, dice(seed)));
  const cells = Array.from({ length: Math.ceil(size / linksOfCell) }, (_, index) =>
    named(buildWorld(linksOfCell, dice(seed).branch(`cell ${index}`)), index),
  );
  const links = new Map<LinkId, Link>();
  const models: Model[] = [];
  const series = new Map<string, Series>();
  const manners = new Map<LinkId, Manners>();
  for (const cell of cells) {
    for (const link of cell.chain.links) if (!links.has(link.id)) links.set(link.id, link);
    models.push(...cell.chain.models);
    for (const one of cell.series) if (!series.has(one.key)) series.set(one.key, one);
    for (const [id, own] of cell.manners) if (!manners.has(id)) manners.set(id, own);
  }
  const all = [...links.values()];
  const vantages = cells.find(({ chain }) => chain.vantages.length > 0)?.chain.vantages ?? [];
  return thin({
    chain: { name: `fleet-${size}`, links: all, models, vantages },
    manners,
    // A shared link keeps the looks that its first cell planned.
    series: [...series.values()].filter(({ link, key }) =>
      links.get(link)?.probes.some(({ name, vantage }) => key === `${link}/${name}@${vantage}`),
    ),
    intervalMs: cells[0]?.intervalMs ?? 1_000,
    undeclared: new Map(),
  });
}

/** A cell under names of its own, but for what it shares with its group. */
function named(cell: World, index: number): World {
  const kinds = new Map(cell.chain.links.map(({ id, kind }) => [id, kind as string]));
  const name = (id: LinkId): LinkId => {
    const isShared = sharedKinds.has(kinds.get(id) ?? '') && sharedNumber.test(id);
    return isShared ? `g${Math.floor(index / cellsThatShare)}-${id}` : `c${index}-${id}`;
  };
  const need = (one: Need): Need =>
    'link' in one ? { link: name(one.link) } : { anyOf: one.anyOf.map(name) };
  const model = (id: string) => `c${index}-${id}`;
  const plan = (text: string) => text.replace(/canary-(model-\d+)/, `canary-c${index}-$1`);
  return {
    ...cell,
    chain: {
      ...cell.chain,
      links: cell.chain.links.map((link) => ({
        ...link,
        id: name(link.id),
        needs: link.needs.map(need),
        probes: link.probes.map((probe) => ({ ...probe, name: plan(probe.name) })),
      })),
      models: cell.chain.models.map(({ id, at, needs }) => ({
        id: model(id),
        at: name(at),
        needs: needs.map(need),
      })),
    },
    manners: new Map([...cell.manners].map(([id, own]) => [name(id), own])),
    series: cell.series.map((one) => ({
      ...one,
      link: name(one.link),
      key: `${name(one.link)}/${plan(one.plan.name)}@${one.plan.vantage}`,
      plan: { ...one.plan, name: plan(one.plan.name) },
      model: one.model === null ? null : model(one.model),
    })),
  };
}

/** Five series for three links, as a well kept fleet has them, and not more. */
function thin(world: World): World {
  const most = Math.round((world.chain.links.length * 5) / 3);
  return { ...world, series: world.series.slice(0, most) };
}
