import type { LinkId } from '../chain/types.ts';
import { linkKinds } from '../chain/types.ts';
import type { Outcome } from '../events/types.ts';
import type { LinkState } from '../events/verdict.ts';
import type { Glyphs } from '../terminal/glyphs.ts';
import type { Slot } from '../terminal/theme.ts';
import type { LinkView, Look, Snapshot } from './snapshot.ts';

/** How the state of a link is said: a sign, a word, a colour. Never the colour alone. */
export interface ShownState {
  readonly word: LinkState | 'stale' | 'ok' | 'slow' | 'failed' | 'unknown';
  readonly glyph: keyof Glyphs;
  readonly slot: Slot;
  readonly meaning: string;
}

export const shownStates = {
  culprit: { glyph: 'fail', slot: 'fail', meaning: 'blamed for what is seen' },
  suspect: { glyph: 'warn', slot: 'warn', meaning: 'could explain what is seen' },
  symptom: { glyph: 'echo', slot: 'warn', meaning: 'fails because of the culprit' },
  failing: { glyph: 'warn', slot: 'warn', meaning: 'fails, and nobody has explained it yet' },
  cleared: { glyph: 'ok', slot: 'ok', meaning: 'a look would have shown a fault, and showed none' },
  untested: { glyph: 'unknown', slot: 'muted', meaning: 'no look could have shown a fault' },
  stale: { glyph: 'stale', slot: 'stale', meaning: 'the last look is too old to rely on' },
} as const satisfies Record<LinkState | 'stale', Omit<ShownState, 'word'>>;

const shownOutcomes = {
  ok: { word: 'ok', glyph: 'ok', slot: 'ok' },
  degraded: { word: 'slow', glyph: 'warn', slot: 'warn' },
  failed: { word: 'failed', glyph: 'fail', slot: 'fail' },
  unknown: { word: 'unknown', glyph: 'unknown', slot: 'muted' },
} as const satisfies Record<Outcome, Omit<ShownState, 'meaning'>>;

export function outcomeState(outcome: Outcome): ShownState {
  return { ...shownOutcomes[outcome], meaning: 'what the last look found' };
}

/** Intervals that a series may miss before its last look counts as stale. */
const missedIntervals = 3;
/** No look is stale earlier than this: back-off and jitter stretch short intervals. */
const staleAtLeastMs = 10_000;
/** For looks that no plan repeats. */
const staleWithoutPlanMs = 60_000;

export function isStale(look: Look, nowMs: number): boolean {
  const limitMs = look.plan
    ? Math.max(staleAtLeastMs, look.plan.intervalMs * missedIntervals + look.plan.deadlineMs)
    : staleWithoutPlanMs;
  return nowMs - look.atMs > limitMs;
}

/** The state that a screen shows for a link; what is too old to rely on says so. */
export function stateOf(snapshot: Snapshot, id: LinkId): ShownState {
  const state = snapshot.findings.get(id)?.state;
  const view = snapshot.links.get(id);
  const look = view && shownLook(view, state);
  const stale = look !== undefined && isStale(look, snapshot.nowMs);
  if (stale && state !== 'culprit' && state !== 'suspect') {
    return { word: 'stale', ...shownStates.stale };
  }
  if (state !== undefined) return { word: state, ...shownStates[state] };
  return look
    ? outcomeState(look.observation.outcome)
    : { word: 'untested', ...shownStates.untested };
}

const severity: Readonly<Record<Outcome, number>> = { failed: 3, degraded: 2, unknown: 1, ok: 0 };

/**
 * The one look that stands for a link on a line: of a cleared link the one that cleared it, of any
 * other the worst; among equals the one whose request goes furthest.
 */
export function shownLook(view: LinkView, state: LinkState | undefined): Look | undefined {
  if (view.looks.length < 2) return view.looks[0];
  const sign = state === 'cleared' ? -1 : 1;
  return view.looks.toSorted(
    (a, b) =>
      sign * (severity[b.observation.outcome] - severity[a.observation.outcome]) ||
      reachOrder[b.observation.reach] - reachOrder[a.observation.reach],
  )[0];
}

const reachOrder = { self: 0, access: 1, through: 2 } as const;

/** A look at what something runs on takes as long as the tool that looks: no latency of the link. */
export function hasLatency(view: LinkView): boolean {
  return linkKinds[view.link.kind].role !== 'foundation';
}

export function isFault(state: ShownState): boolean {
  return state.word !== 'cleared' && state.word !== 'ok' && state.word !== 'untested';
}
