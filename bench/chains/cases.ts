import type { LinkId } from '../../src/chain/types.ts';
import { buildWorld } from './build.ts';
import type { Condition } from './condition.ts';
import { type Dice, dice } from './dice.ts';
import { type Mechanism, mechanismsOf } from './mechanisms.ts';
import { bastion } from './watch.ts';
import type { World } from './world.ts';

export type CaseKind =
  | 'healthy'
  | 'single'
  | 'partial'
  | 'vantage'
  | 'double'
  | 'triple'
  | 'outside';

/** What is really broken. */
export interface Truth {
  /** Null for something that is not in the chain. */
  readonly link: LinkId | null;
  readonly mechanism: string;
  /** Fault modes that name it rightly. */
  readonly modes: readonly string[];
  readonly condition: Condition;
}

export interface Case {
  readonly seed: number;
  readonly kind: CaseKind;
  readonly world: World;
  readonly truths: readonly Truth[];
  readonly onsetMs: number;
  readonly endMs: number;
}

/** Sizes are drawn so that each factor of two is as likely as the next. */
const fewestLinks = 5;
const mostLinks = 200;
/** Looks of a usual series before and after the onset. */
const looksBefore = 14;
const looksAfter = 18;

const kinds: readonly (readonly [CaseKind, number])[] = [
  ['single', 0.5],
  ['partial', 0.14],
  ['vantage', 0.03],
  ['double', 0.14],
  ['triple', 0.03],
  ['outside', 0.05],
  ['healthy', 0.11],
];

/** Draws one case: a chain, what breaks in it, and when. The seed decides everything. */
export function drawCase(seed: number, startMs: number): Case {
  const source = dice(seed);
  const size = Math.round(fewestLinks * (mostLinks / fewestLinks) ** source.roll());
  const world = buildWorld(size, source.branch('world'));
  const onsetMs = startMs + looksBefore * world.intervalMs;
  const wanted = drawKind(source);
  const truths = drawTruths(wanted, world, onsetMs, source.branch('faults'));
  // A kind that this chain cannot have becomes a plain fault.
  const kind = truths ? wanted : 'single';
  return {
    seed,
    kind,
    world,
    truths: truths ?? [drawFault(world, onsetMs, source.branch('fault'), {})],
    onsetMs,
    endMs: onsetMs + looksAfter * world.intervalMs,
  };
}

function drawKind(source: Dice): CaseKind {
  let left = source.roll();
  for (const [kind, weight] of kinds) {
    left -= weight;
    if (left <= 0) return kind;
  }
  return 'healthy';
}

function drawTruths(
  kind: CaseKind,
  world: World,
  onsetMs: number,
  source: Dice,
): readonly Truth[] | null {
  switch (kind) {
    case 'healthy':
      return [];
    case 'single':
      return [drawFault(world, onsetMs, source, {})];
    case 'partial':
      return [drawFault(world, onsetMs, source, { partial: true })];
    case 'vantage':
      return drawVantageFault(world, onsetMs, source);
    case 'outside':
      return drawOutside(world, onsetMs, source);
    case 'double':
      return drawSeveral(2, world, onsetMs, source);
    case 'triple':
      return drawSeveral(3, world, onsetMs, source);
  }
}

/** Faults of different links, a few seconds apart. */
function drawSeveral(
  count: number,
  world: World,
  onsetMs: number,
  source: Dice,
): readonly Truth[] | null {
  if (world.chain.links.length < count * 3) return null;
  const truths: Truth[] = [];
  for (let i = 0; i < count; i += 1) {
    const apartMs = i === 0 ? 0 : source.between(0, 4) * world.intervalMs;
    const not = truths.map(({ link }) => link);
    truths.push(drawFault(world, onsetMs + apartMs, source, { not }));
  }
  return truths;
}

interface Wanted {
  readonly partial?: boolean;
  readonly not?: readonly (LinkId | null)[];
}

function drawFault(world: World, fromMs: number, source: Dice, wanted: Wanted): Truth {
  const choices = world.chain.links
    .filter(({ id }) => !wanted.not?.includes(id))
    .map(({ id, kind }) => ({ id, fitting: fitting(mechanismsOf(kind), wanted) }))
    .filter(({ fitting: some }) => some.length > 0);
  const { id, fitting: some } = source.pick(choices);
  const mechanism = source.pick(some);
  const drawn = mechanism.draw(source);
  const share = wanted.partial ? source.between(0.2, 0.6) : 1;
  return {
    link: id,
    mechanism: mechanism.name,
    modes: mechanism.modes,
    condition: { at: id, fromMs, share, ...drawn },
  };
}

function fitting(all: readonly Mechanism[], { partial }: Wanted): readonly Mechanism[] {
  return partial ? all.filter((mechanism) => mechanism.partial) : all;
}

/** The way from one vantage alone: the link where the way is in the chain, else nothing of it. */
function drawVantageFault(world: World, fromMs: number, source: Dice): readonly Truth[] | null {
  const network = world.chain.links.find(({ kind }) => kind === 'network');
  if (!network || world.chain.vantages.length === 0) return null;
  const condition: Condition = {
    at: network.id,
    fromMs,
    share: 1,
    effect: 'swallow',
    shows: {},
    vantage: source.pick(['local', bastion]),
  };
  const modes = ['network.blocked'];
  return [{ link: network.id, mechanism: 'packets dropped from one vantage', modes, condition }];
}

/** Something that carries several replicas and that nobody declared. */
function drawOutside(world: World, fromMs: number, source: Dice): readonly Truth[] | null {
  const names = [...world.undeclared.keys()];
  if (names.length === 0) return null;
  const at = source.pick(names);
  const effect = source.pick([
    'swallow',
    'refuse',
    'slow',
    'engine-hang',
    'engine-errors',
  ] as const);
  const condition: Condition = { at, fromMs, share: 1, effect, shows: {}, delayMs: 1_500 };
  return [{ link: null, mechanism: `undeclared: ${effect}`, modes: [], condition }];
}
