import { pathOf } from '../../src/chain/path.ts';
import type { LinkId } from '../../src/chain/types.ts';
import type { Case } from './cases.ts';
import type { Condition } from './condition.ts';
import { dice } from './dice.ts';
import { look } from './look.ts';
import { drawManners } from './manners.ts';
import { mechanismsOf } from './mechanisms.ts';
import { Walker } from './walk.ts';
import type { Series, World } from './world.ts';

/** Looks of each series by which two faults are compared. */
const looksCompared = 10;
/** Looks of a symptom from which it belongs to what a fault shows. */
const looksToCount = 2;
/** When the comparison looks: long after everything has begun, ms. */
const afterOnsetMs = 60_000;
/** Worlds beside the true one in which a fault is tried. */
const otherWorlds = 6;
/** Draws of a mechanism that has more than one form. */
const forms = 8;
/** An answer is late that takes this many times the usual and this much more, ms. */
const lateRatio = 3;
const lateExcessMs = 300;

/**
 * Other links whose fault would have shown the same: every mechanism of every link that could touch
 * the failing series is tried without noise, in the same world and in worlds whose links behave in
 * other ways (nobody knows how a gateway translates before it has to). Nobody could tell these apart
 * from the true one, so an answer among them is as good as can be had.
 */
export function alike(one: Case): ReadonlySet<LinkId> {
  const [truth] = one.truths;
  if (one.truths.length !== 1 || !truth?.link) return new Set();
  const { world } = one;
  const worlds = [world, ...Array.from({ length: otherWorlds }, (_, n) => redrawn(world, n))].map(
    (other) => new Usual(other, one.onsetMs),
  );
  const shown = new Map(
    world.series.map((series) => [series.key, worlds[0]?.shows(series, [truth.condition])]),
  );
  const failing = world.series.filter(({ key }) => shown.get(key) !== 'ok');
  if (failing.length === 0) return new Set();
  const found = new Set<LinkId>();
  for (const link of suspects(world, failing)) {
    if (link === truth.link) continue;
    const order = [...failing, ...world.series.filter((series) => touches(world, series, link))];
    const isAlike = faultsOf(world, link, truth.condition).some((condition) =>
      worlds.some((other) =>
        order.every((series) => other.shows(series, [condition]) === shown.get(series.key)),
      ),
    );
    if (isAlike) found.add(link);
  }
  return found;
}

/** The same chain, watched in the same way, whose links behave otherwise. */
function redrawn(world: World, number: number): World {
  const source = dice(number);
  const manners = world.chain.links.map(
    ({ id, kind }) => [id, drawManners(kind, source.branch(id))] as const,
  );
  return { ...world, manners: new Map(manners) };
}

/** Links on the way of every failing series. */
function suspects(world: World, failing: readonly Series[]): readonly LinkId[] {
  const ways = failing.map((series) => wayOf(world, series));
  return world.chain.links.map(({ id }) => id).filter((id) => ways.every((way) => way.has(id)));
}

function touches(world: World, series: Series, link: LinkId): boolean {
  return wayOf(world, series).has(link);
}

const ways = new WeakMap<Series, ReadonlySet<LinkId>>();

/** Everything that a look may meet; also what engines that give up would show from beside. */
function wayOf(world: World, series: Series): ReadonlySet<LinkId> {
  const known = ways.get(series);
  if (known) return known;
  const steps = pathOf(world.chain, series.link, 'through', series.model ?? undefined);
  const way = new Set(steps.map(({ link }) => link));
  const bearers = world.chain.links.filter(({ needs }) =>
    needs.some((need) => ('link' in need ? need.link : '') === series.link),
  );
  for (const bearer of bearers) {
    for (const { link } of pathOf(world.chain, bearer.id, 'access')) way.add(link);
  }
  ways.set(series, way);
  return way;
}

function faultsOf(world: World, link: LinkId, like: Condition): readonly Condition[] {
  const kind = world.chain.links.find(({ id }) => id === link)?.kind ?? 'service';
  const source = dice(1);
  return mechanismsOf(kind).flatMap((mechanism) => {
    if (like.share < 1 && !mechanism.partial) return [];
    const drawn = Array.from({ length: forms }, () => mechanism.draw(source));
    const { vantage } = like;
    return drawn.map((form) => ({
      at: link,
      share: like.share,
      fromMs: like.fromMs,
      ...form,
      ...(vantage ? { vantage } : {}),
    }));
  });
}

/** What every series shows in one world, without noise, under this or that condition. */
class Usual {
  readonly #world: World;
  readonly #atMs: number;
  readonly #usualMs = new Map<string, number>();

  constructor(world: World, atMs: number) {
    this.#world = world;
    this.#atMs = atMs;
  }

  /** The symptoms of some looks as one word; `ok` where nothing shows. */
  shows(series: Series, conditions: readonly Condition[]): string {
    const counts = new Map<string, number>();
    for (const { symptom, durationMs } of this.#looks(series, conditions)) {
      const late = durationMs > this.#usual(series) * lateRatio + lateExcessMs;
      const seen = symptom ?? (late ? 'late' : 'ok');
      counts.set(seen, (counts.get(seen) ?? 0) + 1);
    }
    const often = [...counts].filter(([, count]) => count >= looksToCount);
    return often
      .map(([seen]) => seen)
      .sort()
      .join(' ');
  }

  #usual(series: Series): number {
    const known = this.#usualMs.get(series.key);
    if (known !== undefined) return known;
    const times = this.#looks(series, []).map(({ durationMs }) => durationMs);
    const middle = times.sort((a, b) => a - b)[looksCompared >> 1] ?? 0;
    this.#usualMs.set(series.key, middle);
    return middle;
  }

  #looks(series: Series, conditions: readonly Condition[]) {
    const source = dice(series.key.length + 1);
    const walker = new Walker(this.#world, conditions, source);
    return Array.from({ length: looksCompared }, () =>
      look(series, walker, this.#atMs + afterOnsetMs, source, { flaky: 0 }),
    );
  }
}
