import { OrderKeeper } from '../attribution/flow/order.ts';
import { LiveAttribution } from '../attribution/live.ts';
import { seriesOf } from '../chain/series.ts';
import type { Chain, LinkId, ProbePlan } from '../chain/types.ts';
import type { Ruling } from '../events/ruling.ts';
import type { Claim, EventOf, Observation, WeaklinkEvent } from '../events/types.ts';
import type { LinkFinding, Verdict } from '../events/verdict.ts';
import type { ConsoleFeed } from './feed.ts';
import { FlowPicture } from './flow/picture.ts';
import { LatencyHistory } from './latency-history.ts';
import type { EventEntry, LinkView, Look, Snapshot } from './snapshot.ts';

/** Points that all histories hold together: 4 MB at most, whatever the size of the chain. */
const totalHistoryPoints = 120_000;
/** Points of one series: four minutes at one look a second, and wider than any chart. */
const seriesHistoryPoints = 240;
/** Events kept of each kind of list; a look is about 2 kB, and the session remembers more. */
const keptEvents = 2_000;
/** A list is cut when it is a quarter too long, so that cutting is rare. */
const slack = 1.25;

/**
 * A speaker repeats what still holds with every look at it, and may say several things at once.
 * What it has not repeated for this long, it no longer says.
 */
const claimHoldsMs = 90_000;
/** A status page has a line for each of its components. */
const claimsPerLink = 12;

/** What a series has not found for this long is news when it finds it again. */
const unusualAfterMs = 30_000;

/** Remembers of the stream what the screens need, and takes snapshots of it. */
export class Memory {
  readonly #feed: ConsoleFeed;
  readonly #plans = new Map<string, ProbePlan>();
  readonly #links = new Map<LinkId, LinkView>();
  #pointsPerSeries = seriesHistoryPoints;
  readonly #startedMs: number;
  #events: EventEntry[] = [];
  #recent: EventEntry[] = [];
  #newestMs: number | null = null;
  #looksTaken = 0;
  #sequence = 0;
  #verdict: Verdict | null = null;
  /** When each series last found what. */
  readonly #found = new Map<string, Map<string, number>>();
  #answer = '';
  #policies: readonly Ruling[] | null = null;
  #findings: ReadonlyMap<LinkId, LinkFinding> = new Map();
  /** Null until somebody was seen to ask a model. */
  #attribution: LiveAttribution | null = null;
  readonly #order = new OrderKeeper();

  constructor(feed: ConsoleFeed) {
    this.#feed = feed;
    this.#learn(feed.chain);
    for (const event of feed.history()) this.take(event);
    const verdict = feed.verdict();
    if (verdict) this.judge(verdict);
    this.#startedMs = this.#recent[0]?.atMs ?? feed.now();
  }

  /** @returns true where the event tells something that the last ones did not */
  take(event: WeaklinkEvent): boolean {
    const atMs = Date.parse(event.time);
    this.#newestMs = Math.max(this.#newestMs ?? atMs, atMs);
    if (event.type === 'weaklink.inference') {
      // A thousand a second may come: they stand in the flow, and in no list of events.
      this.#attribution ??= new LiveAttribution(this.#feed.accounting?.(), null, this.#feed.chain);
      this.#attribution.take(event.data);
      return false;
    }
    const notable = this.#remember(event, atMs);
    this.#sequence += 1;
    const entry = { event, atMs, sequence: this.#sequence, notable };
    if (notable) this.#events = append(this.#events, entry);
    this.#recent = append(this.#recent, entry);
    return notable;
  }

  /** @returns true where the answer differs from the last one */
  judge(verdict: Verdict): boolean {
    const before = this.#verdict;
    this.#verdict = verdict;
    this.#findings = new Map(verdict.links.map((finding) => [finding.link, finding]));
    return before?.status !== verdict.status || before.headline !== verdict.headline;
  }

  snapshot(): Snapshot {
    const faults = this.#feed.faults;
    return {
      nowMs: this.#feed.now(),
      startedMs: this.#startedMs,
      chain: this.#feed.chain,
      title: this.#feed.title,
      links: new Map(this.#links),
      verdict: this.#verdict,
      findings: this.#findings,
      policies: this.#policies,
      events: this.#events.slice(-keptEvents),
      recent: this.#recent.slice(-keptEvents),
      newestMs: this.#newestMs,
      looksTaken: this.#looksTaken,
      cost: this.#feed.cost(),
      journal: this.#feed.journal(),
      flow:
        this.#attribution && new FlowPicture(this.#attribution.flow, this.#order, this.#feed.now()),
      spend: this.#feed.spend?.() ?? null,
      faults: faults && { list: faults.list(), active: faults.active() },
      game: this.#feed.game?.state() ?? null,
      replay: this.#feed.replay?.state() ?? null,
    };
  }

  #remember(event: WeaklinkEvent, atMs: number): boolean {
    switch (event.type) {
      case 'weaklink.session':
        // Until its session stood, the feed may have known no more than an outline of the chain.
        this.#learn(event.data.chain);
        return true;
      case 'weaklink.observation':
        // Looks from before anybody asked are in no flow: there was none to be drawn.
        this.#attribution?.flow.look(event.data);
        return this.#observe(event.data, atMs);
      case 'weaklink.claim':
        return this.#hear(event.data, atMs);
      case 'weaklink.policy':
        this.#policies = event.data.rulings;
        return true;
      case 'weaklink.verdict':
        return this.#isNewAnswer(event);
      default:
        return true;
    }
  }

  #learn({ links }: Chain): void {
    for (const link of links) {
      const known = this.#links.get(link.id);
      this.#links.set(link.id, { looks: [], claims: [], ...known, link });
      for (const plan of link.probes) {
        this.#plans.set(seriesOf(link.id, plan), plan);
      }
    }
    const share = Math.floor(totalHistoryPoints / Math.max(1, this.#plans.size));
    this.#pointsPerSeries = Math.max(1, Math.min(seriesHistoryPoints, share));
  }

  #observe(observation: Observation, atMs: number): boolean {
    this.#looksTaken += 1;
    const view = this.#links.get(observation.link);
    if (!view) return true;
    const { stream, durationMs, outcome } = observation;
    const before = view.looks.find((look) => look.observation.stream === stream);
    const history = before?.history ?? new LatencyHistory(this.#pointsPerSeries);
    history.add({ atMs, durationMs, outcome });
    const look: Look = { observation, atMs, plan: this.#plans.get(stream) ?? null, history };
    const looks = before
      ? view.looks.map((other) => (other === before ? look : other))
      : [...view.looks, look];
    this.#links.set(observation.link, { ...view, looks });
    const isFirst = before === undefined;
    return this.#isUnusual(observation, atMs) && !(isFirst && outcome === 'ok');
  }

  #hear(claim: Claim, atMs: number): boolean {
    const view = this.#links.get(claim.link);
    if (!view) return true;
    const said = view.claims.filter((known) => atMs - known.atMs < claimHoldsMs);
    const others = said.filter((known) => !isSameClaim(known.claim, claim));
    const claims = [...others, { claim, atMs }].slice(-claimsPerLink);
    this.#links.set(claim.link, { ...view, claims });
    return said.length === others.length;
  }

  /** Whether the series has not found the same lately; one that flaps is news once, not twice a second. */
  #isUnusual({ stream, symptom }: Observation, atMs: number): boolean {
    const found = this.#found.get(stream) ?? new Map<string, number>();
    this.#found.set(stream, found);
    const key = symptom ?? 'ok';
    const lastMs = found.get(key);
    found.set(key, atMs);
    return lastMs === undefined || atMs - lastMs > unusualAfterMs;
  }

  #isNewAnswer({ data }: EventOf<'verdict'>): boolean {
    const before = this.#answer;
    this.#answer = answerOf(data);
    return before !== this.#answer;
  }
}

/** Who is blamed for what; the words around it count links and looks, and change all the time. */
function answerOf({ status, culprits }: Verdict): string {
  return [status, ...culprits.map(({ link, mode }) => `${link} ${mode}`)].join(', ');
}

function isSameClaim(one: Claim, other: Claim): boolean {
  return one.who === other.who && one.says === other.says && one.words === other.words;
}

function append(entries: EventEntry[], entry: EventEntry): EventEntry[] {
  entries.push(entry);
  return entries.length > keptEvents * slack ? entries.slice(-keptEvents) : entries;
}
