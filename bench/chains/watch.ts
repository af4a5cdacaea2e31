import { pathOf } from '../../src/chain/path.ts';
import type { Chain, Link, LinkId, Model, ProbePlan, Reach } from '../../src/chain/types.ts';
import type { Dice } from './dice.ts';
import { type UsualTimes, withRoom } from './patience.ts';
import type { Manners, Series } from './world.ts';

/** The vantage beside the local one, where a chain has it. */
export const bastion = 'ssh:bastion';

/** How densely a chain is watched: chances of a health check, a canary and a look from beside. */
const densities = [
  { weight: 5, health: 0.95, canary: 0.95, beside: 0.95 },
  { weight: 3.5, health: 0.75, canary: 0.7, beside: 0.7 },
  { weight: 1.5, health: 0.55, canary: 0.3, beside: 0.4 },
] as const;
/** Models that one link is asked for, at most; where the users ask, all are. */
const canariesOfLink = 2;
const canariesOfEdge = 12;

interface Wish {
  readonly kind: string;
  readonly name: string;
  readonly reach: Reach;
  readonly vantage?: string;
  readonly model?: string;
  /** Looks this many times less often than the rest. */
  readonly rarer?: number;
}

/** Sets up probes as people do: some links well, some badly, some not at all. */
export function watchLinks(
  links: readonly Link[],
  models: readonly Model[],
  manners: ReadonlyMap<LinkId, Manners>,
  usual: UsualTimes,
  dice: Dice,
): { chain: Pick<Chain, 'links' | 'vantages'>; series: readonly Series[]; intervalMs: number } {
  const intervalMs = dice.pick([1_000, 1_000, 2_000]);
  const density = pickWeighted(densities, dice);
  const hasBastion = dice.chance(0.4);
  const askable = modelsByLink(links, models);
  const edges = new Set(models.map(({ at }) => at));
  const series: Series[] = [];
  const watched = links.map((link) => {
    const own = wishesFor(link, edges.has(link.id), askable.get(link.id) ?? [], density, dice, {
      bastion: hasBastion,
      deepHealth: manners.get(link.id)?.deepHealth ?? false,
    });
    const probes = own.map((wish) => planOf(wish, intervalMs, usual.through(link.id)));
    own.forEach((wish, index) => {
      const plan = probes[index] as ProbePlan;
      series.push({
        key: `${link.id}/${plan.name}@${plan.vantage}`,
        link: link.id,
        plan,
        reach: wish.reach,
        model: wish.model ?? null,
        offset: dice.roll(),
        slowFrom: dice.chance(0.5) ? dice.between(2.5, 5) : null,
      });
    });
    return { ...link, probes };
  });
  const vantages = hasBastion ? [{ name: bastion, address: 'ssh:ops@bastion:22' }] : [];
  return { chain: { links: watched, vantages }, series, intervalMs };
}

function pickWeighted<T extends { readonly weight: number }>(items: readonly T[], dice: Dice): T {
  let left = dice.roll() * items.reduce((sum, { weight }) => sum + weight, 0);
  for (const item of items) {
    left -= item.weight;
    if (left <= 0) return item;
  }
  return items.at(-1) as T;
}

/** The models whose requests pass each link that can be asked. */
function modelsByLink(
  links: readonly Link[],
  models: readonly Model[],
): ReadonlyMap<LinkId, readonly string[]> {
  const chain: Chain = { name: '', links, models, vantages: [] };
  const passing = new Map<LinkId, string[]>();
  for (const { id, at } of models) {
    for (const { link } of pathOf(chain, at, 'through', id)) {
      passing.set(link, [...(passing.get(link) ?? []), id]);
    }
  }
  return passing;
}

function wishesFor(
  link: Link,
  isEdge: boolean,
  models: readonly string[],
  density: (typeof densities)[number],
  dice: Dice,
  has: { readonly bastion: boolean; readonly deepHealth: boolean },
): readonly Wish[] {
  const health: Wish = {
    kind: 'http',
    name: 'http',
    // Three in four who have a deep health check say so in the chain file.
    reach: has.deepHealth && dice.chance(0.75) ? 'through' : 'access',
  };
  const canaries = (count: number, vantage?: string): Wish[] =>
    models.slice(0, count).map((model) => ({
      kind: 'openai',
      name: `canary-${model}${vantage ? '-far' : ''}`,
      reach: 'through',
      model,
      ...(vantage ? { vantage } : {}),
    }));
  const beside = (kind: string, rarer = 1): Wish[] =>
    dice.chance(density.beside) ? [{ kind, name: kind, reach: 'self', rarer }] : [];
  const connect = (kind: string): Wish[] =>
    dice.chance(density.health) ? [{ kind, name: kind, reach: 'access' }] : [];
  switch (link.kind) {
    case 'dns':
      return beside('dns');
    case 'certificate':
      return connect('tls');
    case 'network':
      return connect('tcp');
    case 'container':
      return beside('docker', 2);
    case 'process':
      return beside('process');
    case 'gpu':
      return beside('gpu', 2);
    case 'host':
      return beside('host', 2);
    case 'gateway':
      if (!isEdge) break;
      return [
        health,
        ...canaries(canariesOfEdge),
        ...(has.bastion ? [{ ...health, name: 'http-far', vantage: bastion }] : []),
        ...(has.bastion ? canaries(canariesOfLink, bastion) : []),
      ];
    case 'provider':
      return dice.chance(density.canary) ? canaries(canariesOfLink) : [];
    case 'service':
    case 'store':
    case 'datanet':
      return dice.chance(density.health) ? [health] : [];
    default:
  }
  return [
    ...(dice.chance(density.health) ? [health] : []),
    ...(dice.chance(density.canary) ? canaries(canariesOfLink) : []),
    ...(has.bastion && dice.chance(0.2) ? [{ ...health, name: 'http-far', vantage: bastion }] : []),
  ];
}

function planOf(wish: Wish, intervalMs: number, usualMs: number): ProbePlan {
  const isRequest = wish.kind === 'openai';
  return {
    kind: wish.kind,
    name: wish.name,
    options: {},
    intervalMs: intervalMs * (wish.rarer ?? 1),
    deadlineMs: isRequest ? withRoom(3_000, usualMs) : 2_000,
    vantage: wish.vantage ?? 'local',
    inferred: false,
  };
}
