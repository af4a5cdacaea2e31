import type { LinkId } from '../../src/chain/types.ts';
import type { Claim, EventData, EventKind, WeaklinkEvent } from '../../src/events/types.ts';
import { safe } from '../../src/text/sanitise.ts';
import type { Case } from './cases.ts';
import { type Dice, dice } from './dice.ts';
import { type Found, look } from './look.ts';
import { Walker } from './walk.ts';
import type { Series } from './world.ts';

/** Everything that was written down of a case, in the order of time. */
export interface Recording {
  readonly events: readonly WeaklinkEvent[];
  /** By what is broken, then by series: looks that went wrong because of it. */
  readonly telling: ReadonlyMap<string, ReadonlyMap<string, number>>;
}

export const startMs = Date.parse('2026-01-01T00:00:00.000Z');

/** Plays a case from its start to its end. */
export function play(one: Case): Recording {
  const telling = new Map<string, Map<string, number>>();
  const walker = walkerOf(one);
  const events = one.world.series.flatMap((series) => {
    const source = dice(one.seed).branch(`looks ${series.key}`);
    return [...looksOf(one, series, walker, source)].map(({ atMs, found }) => {
      for (const cause of found.because) {
        const own = telling.get(cause) ?? new Map<string, number>();
        telling.set(cause, own.set(series.key, (own.get(series.key) ?? 0) + 1));
      }
      return observation(series, atMs, found);
    });
  });
  const said = hearsay(one, dice(one.seed).branch('hearsay'));
  const sorted = [...events, ...said].sort((a, b) => a.atMs - b.atMs);
  return { events: sorted.map(({ event }, index) => numbered(event, index)), telling };
}

export function walkerOf(one: Case): Walker {
  const conditions = one.truths.map(({ condition }) => condition);
  return new Walker(one.world, conditions, dice(one.seed).branch('walk'));
}

/** Looks by which whoever sets a limit learns what is usual. */
const looksToLearn = 5;
/** No limit is set below this, ms: noise is no illness. */
const lowestLimitMs = 300;

function limitOf(one: Case, series: Series, source: Dice): number {
  if (series.slowFrom === null || series.reach === 'self') return Number.POSITIVE_INFINITY;
  const well = new Walker(one.world, [], source);
  const usual = Array.from(
    { length: looksToLearn },
    () => look(series, well, startMs, source, { flaky: 0 }).durationMs,
  ).sort((a, b) => a - b)[looksToLearn >> 1] as number;
  return Math.max(lowestLimitMs, usual * series.slowFrom);
}

function* looksOf(one: Case, series: Series, walker: Walker, source: Dice) {
  const { intervalMs } = series.plan;
  const limitMs = limitOf(one, series, source.branch('limit'));
  // A series looks again an interval after it began, or when its look is over.
  for (let atMs = startMs + series.offset * intervalMs; atMs < one.endMs; ) {
    const found = look(series, walker, atMs, source, { limitMs });
    yield { atMs, found };
    atMs += Math.max(intervalMs * source.between(0.95, 1.05), found.durationMs);
  }
}

interface Timed {
  readonly atMs: number;
  readonly event: WeaklinkEvent;
}

function numbered(event: WeaklinkEvent, index: number): WeaklinkEvent {
  return { ...event, id: String(index).padStart(10, '0') };
}

function timed<K extends EventKind>(
  kind: K,
  atMs: number,
  link: LinkId,
  data: EventData[K],
): Timed {
  const event = {
    specversion: '1.0',
    id: '',
    source: '/bench',
    type: `weaklink.${kind}`,
    subject: link,
    time: new Date(atMs).toISOString(),
    data,
  } as unknown as WeaklinkEvent;
  return { atMs, event };
}

export function observation(series: Series, atMs: number, found: Found): Timed {
  const { link, plan, reach, model, key } = series;
  return timed('observation', atMs + found.durationMs, link, {
    link,
    probe: plan.kind,
    stream: key,
    vantage: plan.vantage,
    reach,
    ...(model ? { model } : {}),
    outcome: found.outcome,
    symptom: found.symptom,
    alsoSeen: [],
    summary: safe`${found.symptom ?? 'ok'}`,
    startedAt: new Date(atMs).toISOString(),
    durationMs: found.durationMs,
    phases: {},
    measures: [],
    facts: {},
    evidence: [],
    command: safe`look at ${link}`,
  });
}

/** Chance that a status page says so, whatever is true. */
const pageDenies = 0.6;
const pageCriesWolf = 0.05;
/** Chance that what broke had just been changed, and that something else had. */
const changeBefore = 0.3;
const changeElsewhere = 0.3;

/** What people and pages say, and what was changed: some of it is false, some beside the point. */
function hearsay(one: Case, source: Dice): readonly Timed[] {
  const { chain, intervalMs } = one.world;
  const broken = new Set(one.truths.map(({ link }) => link));
  const said = chain.links
    .filter(({ kind }) => kind === 'provider')
    .flatMap(({ id }) => {
      const says = broken.has(id)
        ? source.chance(pageDenies)
          ? 'healthy'
          : 'degraded'
        : source.chance(pageCriesWolf)
          ? 'down'
          : 'healthy';
      return [
        claim(id, 'healthy', startMs + 100),
        claim(id, says, one.onsetMs + source.between(2, 8) * intervalMs),
      ];
    });
  const changed = one.truths.flatMap(({ link }) =>
    link !== null && source.chance(changeBefore)
      ? [change(link, one.onsetMs - source.between(0.5, 4) * intervalMs)]
      : [],
  );
  const other = source.pick(chain.links).id;
  const beside = source.chance(changeElsewhere)
    ? [change(other, one.onsetMs + source.between(-6, 2) * intervalMs)]
    : [];
  return [...said, ...changed, ...beside];
}

function claim(link: LinkId, says: Claim['says'], atMs: number): Timed {
  return timed('claim', atMs, link, {
    link,
    who: safe`status page`,
    says,
    words: safe`${says}`,
    updatedAt: null,
  });
}

function change(link: LinkId, atMs: number): Timed {
  return timed('change', atMs, link, { link, what: 'config.hash', from: null, to: null });
}
