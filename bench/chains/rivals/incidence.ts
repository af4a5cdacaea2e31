import { pathOf, type Step } from '../../../src/chain/path.ts';
import type { Chain, LinkId } from '../../../src/chain/types.ts';
import type { Observation, WeaklinkEvent } from '../../../src/events/types.ts';

/** What the rivals are given: every series with its path and how its latest looks went. */
export interface Row {
  readonly key: string;
  readonly link: LinkId;
  readonly path: readonly Step[];
  readonly looks: number;
  readonly bad: number;
}

/** Latest looks that count. */
const looksCounted = 12;
/** Looks from which what is usual is learned, and how far beyond it is slow. */
const looksToLearn = 8;
const slowRatio = 3;
const slowExcessMs = 300;
/** A series fails when this part of its looks does, and never for a single one. */
const failingShare = 0.15;

export function incidence(chain: Chain, events: readonly WeaklinkEvent[]): readonly Row[] {
  const looks = new Map<string, Observation[]>();
  for (const event of events) {
    if (event.type !== 'weaklink.observation' || event.data.outcome === 'unknown') continue;
    const known = looks.get(event.data.stream);
    if (known) known.push(event.data);
    else looks.set(event.data.stream, [event.data]);
  }
  return [...looks].map(([key, all]) => {
    const { link, reach, model } = all[0] as Observation;
    const usualMs = median(all.slice(0, looksToLearn).map(({ durationMs }) => durationMs));
    const latest = all.slice(-looksCounted);
    return {
      key,
      link,
      path: reach === 'self' ? [{ link, share: 1, hops: 0 }] : pathOf(chain, link, reach, model),
      looks: latest.length,
      bad: latest.filter((one) => one.symptom !== null || isSlow(one, usualMs)).length,
    };
  });
}

function isSlow({ durationMs }: Observation, usualMs: number): boolean {
  return durationMs > usualMs * slowRatio && durationMs > usualMs + slowExcessMs;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
}

export function isFailing({ looks, bad }: Row): boolean {
  return bad >= 2 && bad / looks >= failingShare;
}
