import { linksOf } from '../chain/needs.ts';
import type { Chain, LinkId } from '../chain/types.ts';
import type { EventOf } from '../events/types.ts';
import type { CulpritChange } from '../events/verdict.ts';
import { effectOfChange } from './change-effects.ts';

/** How much a change just before a fault raises the odds of the modes that it can cause … */
const weightOfChange = 9;
/** … fading with this time constant: most changes that break something do so within minutes. */
const changeFadesMs = 300_000;
/** Changes of one link that are remembered. */
const changesKept = 16;
/** A change that was seen this long before the fault is history, and not told as its circumstance. */
const tellWithinMs = 1_800_000;

/** What was started anew has so long until it should answer … */
const startsWithinMs = 120_000;
/** … and what was started twice within this time does not stay up. */
const startsOnceInMs = 1_800_000;

interface Changed {
  readonly event: EventOf<'change'>;
  readonly atMs: number;
  /** It was not changed before; `atMs` itself where the moment is known. */
  readonly notBeforeMs: number;
}

/** What was changed, per link. */
export class Changes {
  private readonly ofLink: Map<LinkId, readonly Changed[]>;

  /** @param like where given, the new one continues from its state */
  constructor(like?: Changes) {
    this.ofLink = new Map(like?.ofLink);
  }

  add(event: EventOf<'change'>): void {
    const { link, notBefore } = event.data;
    const atMs = Date.parse(event.time);
    const notBeforeMs = Math.min(atMs, notBefore === undefined ? atMs : Date.parse(notBefore));
    const all = [...(this.ofLink.get(link) ?? []), { event, atMs, notBeforeMs }];
    this.ofLink.set(link, all.slice(-changesKept));
  }

  /** Links of which something was changed, lately or long ago. */
  get links(): Iterable<LinkId> {
    return this.ofLink.keys();
  }

  has(link: LinkId): boolean {
    return this.ofLink.has(link);
  }

  /**
   * factor on the odds of one mode of a link, 1…10. A change counts for the first onset that it can
   * have caused: what began before the change was not caused by it.
   *
   * @param onsetsMs when the series that are bad now began to be so, in ascending order
   */
  weight(link: LinkId, mode: string, onsetsMs: readonly number[]): number {
    let most = 0;
    for (const changed of this.ofLink.get(link) ?? []) {
      const onsetMs = onsetsMs.find((ms) => ms >= changed.notBeforeMs);
      if (onsetMs === undefined || !effectOfChange(changed.event.data.what).causes(mode)) continue;
      most = Math.max(most, freshness(changed, onsetMs));
    }
    return 1 + weightOfChange * most;
  }

  /** When it was started anew, if that was a moment ago and once; null otherwise. */
  startedAnewMs(link: LinkId, nowMs: number): number | null {
    const starts = (this.ofLink.get(link) ?? []).filter(
      ({ event, atMs }) =>
        effectOfChange(event.data.what).startsAnew && nowMs - atMs <= startsOnceInMs,
    );
    const [start, another] = starts;
    return start && !another && nowMs - start.atMs <= startsWithinMs ? start.atMs : null;
  }

  /** The newest change before a fault that could have caused it, of the link or of what it directly needs. */
  before(chain: Chain, link: LinkId, mode: string, onsetMs: number): CulpritChange | undefined {
    const needs = chain.links.find(({ id }) => id === link)?.needs.flatMap(linksOf) ?? [];
    const told = [link, ...needs].flatMap((id) =>
      (this.ofLink.get(id) ?? []).filter(({ event, atMs, notBeforeMs }) => {
        const effect = effectOfChange(event.data.what);
        const causes = id === link ? effect.causes(mode) : effect.causesAbove(mode);
        return causes && notBeforeMs <= onsetMs && onsetMs - atMs <= tellWithinMs;
      }),
    );
    const [newest] = told.sort((a, b) => b.atMs - a.atMs);
    return newest && toldOf(newest, onsetMs);
  }
}

/**
 * 0…1: how fresh the change was at the onset, averaged over the time in which it may have been made,
 * of which only the part before the onset counts.
 */
function freshness({ atMs, notBeforeMs }: Changed, onsetMs: number): number {
  const lastMs = Math.min(atMs, onsetMs);
  const fade = (ms: number) => Math.exp(-(onsetMs - ms) / changeFadesMs);
  if (atMs - notBeforeMs < 1) return fade(lastMs);
  return (changeFadesMs * (fade(lastMs) - fade(notBeforeMs))) / (atMs - notBeforeMs);
}

function toldOf({ event, atMs, notBeforeMs }: Changed, onsetMs: number): CulpritChange {
  const { link, what, from, to } = event.data;
  return {
    link,
    what,
    from,
    to,
    at: new Date(atMs).toISOString(),
    ...(notBeforeMs < atMs ? { notBefore: new Date(notBeforeMs).toISOString() } : {}),
    beforeMs: Math.max(0, onsetMs - atMs),
  };
}
