import type { Chain } from '../../chain/types.ts';
import type { SafeText } from '../../text/safe-text.ts';
import { safe } from '../../text/sanitise.ts';
import type { EventKind, EventOf, Outcome, WeaklinkEvent } from '../types.ts';
import type { RecordingReader, RecordingSummary } from './reader.ts';

/** Flips, faults, changes and claims listed of each; the rest are counted. A page each. */
const LISTED = 1_000;
/** Sessions listed; a recording of one watch has one. */
const SESSIONS_LISTED = 100;
/** Series of looks counted apart; a chain of 2,000 links has fewer. */
const SERIES_COUNTED = 20_000;

/** Speakers whose last claim is remembered; beyond them a repeated claim is listed again. */
const SPEAKERS_REMEMBERED = 10_000;

export interface InspectedSession {
  /** `/weaklink/<host>/<session>`. */
  readonly source: string;
  readonly startedAt: string;
  readonly version: string;
  readonly chain: Chain;
}

export interface Series {
  readonly stream: string;
  readonly probe: string;
  readonly looks: number;
  readonly outcomes: Readonly<Record<Outcome, number>>;
}

/** What happened at an instant, in a few words. */
export interface Happening {
  readonly at: string;
  readonly what: SafeText;
}

/** The first so many, and how many there are in all. */
export interface Listing {
  readonly count: number;
  readonly first: readonly Happening[];
}

/** What a recording holds. Read from its events alone; nothing is computed anew. */
export interface Inspection {
  readonly sessions: readonly InspectedSession[];
  readonly sessionCount: number;
  /** The first event is a session event, so that the rest can be understood. */
  readonly beginsWithSession: boolean;
  /** Null without an event. */
  readonly span: { readonly from: string; readonly to: string; readonly ms: number } | null;
  readonly kinds: ReadonlyMap<EventKind, number>;
  readonly series: readonly Series[];
  /** Recorded verdicts that answer something else than the one before. */
  readonly flips: Listing;
  readonly faults: Listing;
  readonly changes: Listing;
  /** Claims that say something else than the one before by the same speaker about the same link. */
  readonly claims: Listing;
  /** Events that the sessions made and the recording does not hold: it is a part of them. */
  readonly notIncluded: number;
  readonly summary: RecordingSummary;
}

/** Reads a recording to its end. @throws WeaklinkError E_RECORDING_READ */
export async function inspectRecording(reader: RecordingReader): Promise<Inspection> {
  const inspector = new Inspector();
  for await (const event of reader) inspector.take(event);
  return inspector.end(reader.summary);
}

class Inspector {
  readonly #sessions: InspectedSession[] = [];
  #sessionCount = 0;
  #beginsWithSession: boolean | null = null;
  #fromMs = Number.POSITIVE_INFINITY;
  #toMs = Number.NEGATIVE_INFINITY;
  readonly #kinds = new Map<EventKind, number>();
  readonly #series = new Map<string, { probe: string; outcomes: Record<Outcome, number> }>();
  readonly #flips = new Lister();
  readonly #faults = new Lister();
  readonly #changes = new Lister();
  readonly #claims = new Lister();
  /** By source: the highest number in an id, and how many events there are. */
  readonly #numbers = new Map<string, { highest: number; seen: number }>();
  #answer = '';
  /** The last claim by speaker and link: most repeat it. */
  readonly #said = new Map<string, string>();

  take(event: WeaklinkEvent): void {
    const { type, time, source, id } = event;
    this.#beginsWithSession ??= type === 'weaklink.session';
    this.#fromMs = Math.min(this.#fromMs, Date.parse(time));
    this.#toMs = Math.max(this.#toMs, Date.parse(time));
    const kind = type.slice('weaklink.'.length) as EventKind;
    this.#kinds.set(kind, (this.#kinds.get(kind) ?? 0) + 1);
    const numbers = this.#numbers.get(source) ?? { highest: 0, seen: 0 };
    numbers.highest = Math.max(numbers.highest, Number(/^\d+-(\d+)$/.exec(id)?.[1] ?? 0));
    numbers.seen += 1;
    this.#numbers.set(source, numbers);
    this.#takeByType(event);
  }

  end(summary: RecordingSummary): Inspection {
    const span = {
      from: instant(this.#fromMs),
      to: instant(this.#toMs),
      ms: this.#toMs - this.#fromMs,
    };
    return {
      sessions: this.#sessions,
      sessionCount: this.#sessionCount,
      beginsWithSession: this.#beginsWithSession ?? false,
      span: this.#beginsWithSession === null ? null : span,
      kinds: this.#kinds,
      series: [...this.#series].map(([stream, { probe, outcomes }]) => ({
        stream,
        probe,
        looks: Object.values(outcomes).reduce((sum, count) => sum + count, 0),
        outcomes,
      })),
      flips: this.#flips.listing(),
      faults: this.#faults.listing(),
      changes: this.#changes.listing(),
      claims: this.#claims.listing(),
      notIncluded: [...this.#numbers.values()].reduce(
        (sum, { highest, seen }) => sum + Math.max(0, highest - seen),
        0,
      ),
      summary,
    };
  }

  #takeByType(event: WeaklinkEvent): void {
    const { time } = event;
    switch (event.type) {
      case 'weaklink.session':
        this.#takeSession(event);
        return;
      case 'weaklink.observation':
        this.#takeLook(event);
        return;
      case 'weaklink.verdict':
        this.#takeVerdict(event);
        return;
      case 'weaklink.fault': {
        const { action, name, link, mode } = event.data;
        this.#faults.add(time, safe`${name} ${action} at ${link} (${mode})`);
        return;
      }
      case 'weaklink.change': {
        const { link, what, from, to } = event.data;
        this.#changes.add(
          time,
          safe`${link}: ${what} from ${from ?? 'unknown'} to ${to ?? 'unknown'}`,
        );
        return;
      }
      case 'weaklink.claim': {
        const { who, link, says, words } = event.data;
        const said = JSON.stringify([who, link, says, words]);
        if (said === this.#said.get(`${who}\n${link}`)) return;
        if (this.#said.size >= SPEAKERS_REMEMBERED) this.#said.clear();
        this.#said.set(`${who}\n${link}`, said);
        this.#claims.add(time, safe`${who} says of ${link}: ${says}, "${words}"`);
        return;
      }
      default:
      // Notes and inferences are counted by type.
    }
  }

  #takeSession({ source, time, data }: EventOf<'session'>): void {
    this.#sessionCount += 1;
    this.#answer = '';
    if (this.#sessions.length >= SESSIONS_LISTED) return;
    this.#sessions.push({ source, startedAt: time, version: data.version, chain: data.chain });
  }

  #takeLook({ data: { stream, probe, outcome } }: EventOf<'observation'>): void {
    let series = this.#series.get(stream);
    if (!series) {
      if (this.#series.size >= SERIES_COUNTED) return;
      series = { probe, outcomes: { ok: 0, degraded: 0, failed: 0, unknown: 0 } };
      this.#series.set(stream, series);
    }
    series.outcomes[outcome] += 1;
  }

  #takeVerdict({ data: { status, culprits, headline }, time }: EventOf<'verdict'>): void {
    const answer = JSON.stringify([status, culprits.map(({ link, mode }) => [link, mode])]);
    if (answer === this.#answer) return;
    this.#answer = answer;
    this.#flips.add(time, safe`${status}: ${headline}`);
  }
}

class Lister {
  readonly #first: Happening[] = [];
  #count = 0;

  add(at: string, what: SafeText): void {
    this.#count += 1;
    if (this.#first.length < LISTED) this.#first.push({ at, what });
  }

  listing(): Listing {
    return { count: this.#count, first: this.#first };
  }
}

function instant(ms: number): string {
  return Number.isFinite(ms) ? new Date(ms).toISOString() : '';
}
