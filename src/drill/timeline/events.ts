import type { Chain, ProbePlan } from '../../chain/types.ts';
import { createEventFactory, eventSource } from '../../events/envelope.ts';
import type { WeaklinkEvent } from '../../events/types.ts';
import { version } from '../../platform/version.ts';
import { type ProbeRegistry, planLooks } from '../../probing/plan.ts';
import type { Findings } from '../scenario/findings.ts';
import { momentMs } from '../scenario/grammar.ts';
import type { TimelineEntry } from '../scenario/timeline-schema.ts';
import type { RootCause } from '../types.ts';
import { checkTimeline } from './check.ts';
import { looksOf, type TimedLook } from './looks.ts';
import { type Mark, marksOf } from './marks.ts';
import { defaultEveryMs, msOr, type TimedSeries, timedSeries } from './series.ts';

const defaultSeed = 1;

export interface TimelineContext {
  readonly chain: Chain;
  readonly probes: ProbeRegistry;
  /** What was broken: told as fault events, for the score. */
  readonly causes: readonly RootCause[];
  readonly findings: Findings;
}

export interface TimelineEvents {
  /** The chain with the intervals at which the timeline looks. */
  readonly chain: Chain;
  /** The session event first, all in the order of time. */
  readonly events: readonly WeaklinkEvent[];
}

/**
 * A hand-written timeline → the events that a watch would have recorded. The same file gives the same
 * events, byte for byte. What is wrong with it goes to `findings`; then there are no events.
 */
export function timelineEvents(timeline: TimelineEntry, context: TimelineContext): TimelineEvents {
  const { probes, causes, findings } = context;
  const before = findings.problems.length;
  const looks = planLooks(context.chain, probes);
  const series = timedSeries(timeline, looks);
  checkTimeline(timeline, { chain: context.chain, looks, series, findings });
  const chain = chainAtPace(context.chain, series, msOr(timeline.every, defaultEveryMs));
  if (findings.problems.length > before) return { chain, events: [] };
  const startMs = Date.parse(timeline.starts);
  const times = {
    startMs,
    lastsMs: momentMs(timeline.lasts) ?? 0,
    seed: timeline.seed ?? defaultSeed,
  };
  const all = series.flatMap((one) => looksOf(one, probes, times));
  const marks = marksOf(timeline, causes);
  return { chain, events: inOrder(chain, startMs, all, marks) };
}

function inOrder(
  chain: Chain,
  startMs: number,
  looks: readonly TimedLook[],
  marks: readonly Mark[],
): readonly WeaklinkEvent[] {
  const clock = { now: () => startMs, monotonic: () => 0 };
  const { make } = createEventFactory({ clock, source: eventSource('timeline', chain.name) });
  const timed = [
    ...marks.map((mark) => ({ atMs: startMs + mark.atMs, mark })),
    ...looks.map((look) => ({ atMs: look.endedMs, look })),
  ].sort((a, b) => a.atMs - b.atMs);
  return [
    make('session', { version, chain }),
    ...timed.map((one): WeaklinkEvent => {
      const time = new Date(one.atMs).toISOString();
      if ('look' in one) {
        const data = one.look.observation;
        return make('observation', data, { subject: data.link, time });
      }
      const { kind, data } = one.mark;
      const subject = data.link === null ? {} : { subject: data.link };
      return make(kind, data, { ...subject, time }) as WeaklinkEvent;
    }),
  ];
}

/** A series is stale after a few intervals: the chain has to say those of the timeline. */
function chainAtPace(chain: Chain, series: readonly TimedSeries[], otherwiseMs: number): Chain {
  const paces = new Map(series.map(({ planned, everyMs }) => [planned.stream, everyMs]));
  const paced = (link: string) => (plan: ProbePlan) => {
    const stream = `${link}/${plan.name}@${plan.vantage}`;
    return { ...plan, intervalMs: paces.get(stream) ?? otherwiseMs };
  };
  const links = chain.links.map((link) => ({ ...link, probes: link.probes.map(paced(link.id)) }));
  return { ...chain, links };
}
