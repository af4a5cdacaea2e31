import type { EventOf, WeaklinkEvent } from '../../events/types.ts';
import type { Verdict } from '../../events/verdict.ts';
import type { Mark, Step } from '../../replay/types.ts';
import { sanitise } from '../../text/sanitise.ts';

/** One thing to show: an event with the verdict after it, or the news that the answer changed. */
export interface Item {
  /** The time up to which everything has been told once this has been; it never goes back. */
  readonly atMs: number;
  readonly event: WeaklinkEvent;
  readonly verdict: Verdict | null;
  /** False for what the console itself puts among the events. */
  readonly isRecorded: boolean;
}

/**
 * Puts the news of the answers that were computed now among the events, and leaves the verdicts of
 * the day out. The news are made from the marks alone, so that a jump and straight play list the
 * same.
 */
export class NewsMixer {
  readonly #marks: readonly Mark[];
  /** The next mark to be told. */
  #place = 0;
  #newestMs = Number.NEGATIVE_INFINITY;

  constructor(marks: readonly Mark[]) {
    this.#marks = marks
      .filter(({ kind }) => kind === 'verdict')
      .toSorted((a, b) => a.atMs - b.atMs);
  }

  /** Tells from here on; everything up to `afterMs` is known. */
  begin(afterMs: number): void {
    const next = this.#marks.findIndex(({ atMs }) => atMs > afterMs);
    this.#place = next < 0 ? this.#marks.length : next;
    this.#newestMs = afterMs;
  }

  /** Steps in their order, with the news that come before each. */
  mix(steps: Iterable<Step>): Item[] {
    const items: Item[] = [];
    for (const { event, verdict } of steps) {
      this.#newestMs = Math.max(this.#newestMs, Date.parse(event.time));
      items.push(...this.#newsBefore(this.#newestMs));
      items.push({ atMs: this.#newestMs, event, verdict, isRecorded: true });
    }
    return items;
  }

  /** There are no more events up to `untilMs`: the news that are left of that time. */
  rest(untilMs: number): Item[] {
    this.#newestMs = Math.max(this.#newestMs, untilMs);
    return this.#newsBefore(untilMs + 1);
  }

  #newsBefore(atMs: number): Item[] {
    const items: Item[] = [];
    for (let mark = this.#marks[this.#place]; mark; mark = this.#marks[this.#place]) {
      if (mark.atMs >= atMs) break;
      items.push({ atMs: mark.atMs, event: newsOf(mark), verdict: null, isRecorded: false });
      this.#place += 1;
    }
    return items;
  }
}

/** The mark as the event that a live session would have published, as far as a list shows it. */
function newsOf({ atMs, title, status = 'undetermined', link }: Mark): WeaklinkEvent {
  const time = new Date(atMs).toISOString();
  const words = sanitise(title);
  const data: Verdict = {
    at: time,
    status,
    headline: words,
    // The title stands for the mode: two answers are told apart by it.
    culprits: link === undefined ? [] : [culpritOf(link, title, time)],
    cleared: [],
    untested: [],
    links: [],
    hypotheses: [],
    noFaultProbability: 0,
    outsideProbability: 0,
    next: null,
    contradictions: [],
    models: [],
  };
  const event: EventOf<'verdict'> = {
    specversion: '1.0',
    id: `mark-${atMs}`,
    source: '/weaklink/replay',
    type: 'weaklink.verdict',
    time,
    data,
  };
  return event;
}

function culpritOf(link: string, title: string, since: string): Verdict['culprits'][number] {
  return {
    link,
    mode: title,
    title: sanitise(title),
    probability: 0,
    linkProbability: 0,
    since,
    evidenceFor: [],
    evidenceAgainst: [],
    remedy: sanitise(''),
    mayHide: [],
  };
}
