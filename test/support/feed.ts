import type { Chain } from '../../src/chain/types.ts';
import type { ConsoleFeed, FeedFaults, FeedTitle } from '../../src/console/feed.ts';
import type {
  Claim,
  EventData,
  EventKind,
  Observation,
  WeaklinkEvent,
} from '../../src/events/types.ts';
import type { Culprit, LinkState, Verdict } from '../../src/events/verdict.ts';
import { sanitise } from '../../src/text/sanitise.ts';

/** The second at which every scripted story begins. */
export const storyStart = Date.parse('2026-11-21T14:02:00.000Z');

/** A session keeps as many. */
const keptEvents = 20_000;

/** Plain words → the fields of an observation; the rest is what a healthy look has. */
export type LookSketch = Partial<Omit<Observation, 'summary' | 'evidence' | 'command'>> & {
  readonly link: string;
  readonly summary?: string;
  readonly evidence?: readonly string[];
  readonly command?: string;
};

/**
 * A feed that plays what a test tells it. It stands in for a session: time stands still until
 * the test moves it, and what the console asks for is written down.
 */
export class ScriptedFeed implements ConsoleFeed {
  readonly chain: Chain;
  readonly title: FeedTitle;
  readonly faults: FeedFaults | null;
  /** Links that the console asked to look at. */
  readonly asked: string[] = [];
  readonly #events: WeaklinkEvent[] = [];
  readonly #eventListeners = new Set<(event: WeaklinkEvent) => void>();
  readonly #verdictListeners = new Set<(verdict: Verdict) => void>();
  #verdict: Verdict | null = null;
  #nowMs = storyStart;
  journalState: ReturnType<ConsoleFeed['journal']> = { state: 'writing', detail: null };

  constructor(chain: Chain, options: { title?: Partial<FeedTitle>; faults?: FeedFaults } = {}) {
    this.chain = chain;
    this.title = { host: 'bastion-2', source: 'LIVE', version: '0.1.0', ...options.title };
    this.faults = options.faults ?? null;
  }

  subscribe(listener: (event: WeaklinkEvent) => void): () => void {
    this.#eventListeners.add(listener);
    return () => this.#eventListeners.delete(listener);
  }

  history(): readonly WeaklinkEvent[] {
    return this.#events;
  }

  verdict(): Verdict | null {
    return this.#verdict;
  }

  onVerdict(listener: (verdict: Verdict) => void): () => void {
    this.#verdictListeners.add(listener);
    return () => this.#verdictListeners.delete(listener);
  }

  now(): number {
    return this.#nowMs;
  }

  lookNow(link: string): void {
    this.asked.push(link);
  }

  cost() {
    return { looksPerSecond: 12, cpuPercent: 2.4, inFlight: 1 };
  }

  journal() {
    return this.journalState;
  }

  /** Lets the story's time go on. */
  pass(ms: number): void {
    this.#nowMs += ms;
  }

  emit<K extends EventKind>(kind: K, data: EventData[K], subject?: string): void {
    const event = {
      specversion: '1.0',
      id: String(this.#events.length + 1),
      source: '/weaklink/test/1',
      type: `weaklink.${kind}`,
      ...(subject === undefined ? {} : { subject }),
      time: new Date(this.#nowMs).toISOString(),
      data,
    } as unknown as WeaklinkEvent;
    this.#events.push(event);
    if (this.#events.length > keptEvents) this.#events.splice(0, keptEvents / 2);
    for (const listener of this.#eventListeners) listener(event);
  }

  look(sketch: LookSketch): void {
    this.emit('observation', observationOf(sketch, this.#nowMs), sketch.link);
  }

  claim(claim: Omit<Claim, 'who' | 'words' | 'updatedAt'> & { who: string; words: string }): void {
    const { who, words } = claim;
    const safe = { ...claim, who: sanitise(who), words: sanitise(words), updatedAt: null };
    this.emit('claim', safe, claim.link);
  }

  judge(verdict: Verdict): void {
    this.#verdict = verdict;
    for (const listener of this.#verdictListeners) listener(verdict);
  }
}

export function observationOf(sketch: LookSketch, nowMs: number): Observation {
  const { link, summary = '200 in 3 ms', evidence = [], command, ...rest } = sketch;
  return {
    link,
    probe: 'http',
    stream: `${link}/http@local`,
    vantage: 'local',
    reach: 'access',
    outcome: 'ok',
    symptom: null,
    alsoSeen: [],
    startedAt: new Date(nowMs).toISOString(),
    durationMs: 3.2,
    phases: { resolve: 0.3, connect: 0.8, send: 0.1, wait: 1.8, transfer: 0.2, total: 3.2 },
    measures: [],
    facts: {},
    ...rest,
    summary: sanitise(summary),
    evidence: evidence.map((piece) => sanitise(piece, { lines: true })),
    command: sanitise(command ?? `curl -sS -o /dev/null http://${link}/`),
  };
}

/** What a test says of a verdict. Links not named are cleared. */
export interface VerdictSketch {
  readonly status: Verdict['status'];
  readonly headline: string;
  readonly states?: Readonly<Record<string, LinkState>>;
  readonly culprit?: { link: string; mode: string; title: string; since: number; remedy: string };
  readonly probability?: number;
  readonly evidenceFor?: readonly string[];
  readonly evidenceAgainst?: readonly string[];
  readonly rivals?: readonly { link: string | null; mode: string; probability: number }[];
  readonly next?: { link: string; why: string; stream?: null; probe?: string };
  readonly contradiction?: {
    link: string;
    who: string;
    words: string;
    since: number;
    kind?: 'alarms';
  };
  readonly admission?: { link: string; who: string; words: string; at: number; afterMs: number };
  readonly failing?: Readonly<Record<string, number>>;
}

export function verdictOf(chain: Chain, nowMs: number, sketch: VerdictSketch): Verdict {
  const states = chain.links.map(({ id }) => ({ id, state: sketch.states?.[id] ?? 'cleared' }));
  const named = (state: LinkState) =>
    states.filter((one) => one.state === state).map(({ id }) => id);
  const probability = sketch.probability ?? 0.94;
  const rivals = sketch.rivals ?? [];
  return {
    at: new Date(nowMs).toISOString(),
    status: sketch.status,
    headline: sanitise(sketch.headline),
    culprits: culpritsOf(sketch, probability),
    cleared: named('cleared'),
    untested: named('untested'),
    links: states.map(({ id, state }) => ({
      link: id,
      state,
      probability: state === 'culprit' ? probability : 0.01,
      why: sanitise(whyOf(state)),
    })),
    hypotheses: [
      ...(sketch.culprit ? [{ faults: [sketch.culprit], probability }] : []),
      ...rivals.map((rival) => ({ faults: [rival], probability: rival.probability })),
    ],
    noFaultProbability: sketch.status === 'healthy' ? 0.98 : 0.01,
    outsideProbability: 0.01,
    next: sketch.next
      ? {
          link: sketch.next.link,
          probe: sketch.next.probe ?? 'http',
          stream: sketch.next.stream === null ? null : `${sketch.next.link}/http@local`,
          why: sanitise(sketch.next.why),
          command: null,
          seconds: 2,
        }
      : null,
    contradictions: sketch.contradiction
      ? [
          {
            link: sketch.contradiction.link,
            who: sanitise(sketch.contradiction.who),
            words: sanitise(sketch.contradiction.words),
            since: new Date(sketch.contradiction.since).toISOString(),
            forMs: nowMs - sketch.contradiction.since,
            ...(sketch.contradiction.kind ? { kind: sketch.contradiction.kind } : {}),
          },
        ]
      : [],
    ...(sketch.admission
      ? {
          admissions: [
            {
              link: sketch.admission.link,
              who: sanitise(sketch.admission.who),
              words: sanitise(sketch.admission.words),
              at: new Date(sketch.admission.at).toISOString(),
              afterMs: sketch.admission.afterMs,
            },
          ],
        }
      : {}),
    models: Object.entries(sketch.failing ?? {}).map(([model, failing]) => ({ model, failing })),
  };
}

function culpritsOf(sketch: VerdictSketch, probability: number): readonly Culprit[] {
  const { culprit } = sketch;
  if (!culprit) return [];
  return [
    {
      link: culprit.link,
      mode: culprit.mode,
      title: sanitise(culprit.title),
      probability,
      linkProbability: probability,
      since: new Date(culprit.since).toISOString(),
      evidenceFor: (sketch.evidenceFor ?? []).map((text) => sanitise(text)),
      evidenceAgainst: (sketch.evidenceAgainst ?? []).map((text) => sanitise(text)),
      remedy: sanitise(culprit.remedy),
      mayHide: [],
    },
  ];
}

function whyOf(state: LinkState): string {
  if (state === 'cleared') return 'http from here is ok: 200';
  return state === 'untested' ? 'no probe looks at it' : 'http from here fails';
}
