import type { Change, Claim, FaultEvent, Note } from '../../events/types.ts';
import { sanitise } from '../../text/sanitise.ts';
import { spellsOf, type TimelineEntry } from '../scenario/timeline-schema.ts';
import type { RootCause } from '../types.ts';
import { msOr } from './series.ts';

/** Something else than a look, at its time from the start. */
export type Mark = { readonly atMs: number } & (
  | { readonly kind: 'change'; readonly data: Change }
  | { readonly kind: 'claim'; readonly data: Claim }
  | { readonly kind: 'note'; readonly data: Note }
  | { readonly kind: 'fault'; readonly data: FaultEvent }
);

/** Where the truth is that the cause is not in the chain, this stands for its link. */
export const outsideLink = 'outside';

export function marksOf(timeline: TimelineEntry, causes: readonly RootCause[]): readonly Mark[] {
  return [
    ...(timeline.changes ?? []).map(({ at, link, what, from, to }): Mark => {
      const data = { link, what: sanitise(what), from: textOf(from), to: textOf(to) };
      return { kind: 'change', atMs: msOr(at, 0), data };
    }),
    ...(timeline.claims ?? []).map(({ at, link, who, says, words }): Mark => {
      const data = { link, who: sanitise(who), says, words: sanitise(words), updatedAt: null };
      return { kind: 'claim', atMs: msOr(at, 0), data };
    }),
    ...(timeline.notes ?? []).map(({ at, link, words }): Mark => {
      return {
        kind: 'note',
        atMs: msOr(at, 0),
        data: { link: link ?? null, words: sanitise(words) },
      };
    }),
    ...faultMarks(timeline, causes),
  ];
}

function textOf(text: string | null | undefined) {
  return text === null || text === undefined ? null : sanitise(text);
}

/** When the truth holds: what drills score against, and the diagnosis never reads. */
function faultMarks(timeline: TimelineEntry, causes: readonly RootCause[]): readonly Mark[] {
  const broken = causes.length > 0 ? causes : [{ link: null, mode: null }];
  return broken.flatMap(({ link, mode }) => {
    const data = {
      name: `${link ?? outsideLink}-${mode ?? 'unknown'}`,
      link: link ?? outsideLink,
      mode: mode ?? 'unknown',
    };
    const mark = (at: string, action: FaultEvent['action']): Mark => {
      return { kind: 'fault', atMs: msOr(at, 0), data: { action, ...data } };
    };
    return spellsOf(timeline).flatMap(({ from, to }) => {
      return [mark(from, 'injected'), ...(to === undefined ? [] : [mark(to, 'cleared')])];
    });
  });
}
