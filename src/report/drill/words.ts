import {
  type DrillReport,
  type DrillResult,
  type RunStatus,
  runStatuses,
} from '../../drill/types.ts';
import { formatDuration } from '../../platform/duration.ts';
import type { Glyphs } from '../../terminal/glyphs.ts';
import type { Slot } from '../../terminal/theme.ts';
import { sanitise } from '../../text/sanitise.ts';
import { percent } from '../words.ts';

/** How a status is said: a word, a sign, a colour. Never the colour alone. */
export const statusLooks: Readonly<
  Record<RunStatus, { word: string; glyph: keyof Glyphs; slot: Slot }>
> = {
  passed: { word: 'passed', glyph: 'ok', slot: 'ok' },
  failed: { word: 'failed', glyph: 'fail', slot: 'fail' },
  invalid: { word: 'invalid', glyph: 'fail', slot: 'fail' },
  aborted: { word: 'aborted', glyph: 'fail', slot: 'fail' },
  'not-undone': { word: 'not undone', glyph: 'fail', slot: 'fail' },
  inconclusive: { word: 'inconclusive', glyph: 'unknown', slot: 'warn' },
  interrupted: { word: 'interrupted', glyph: 'unknown', slot: 'warn' },
};

/** The scenario, and which run of it where it ran more than once. */
export function nameOf({ scenario, repeat }: DrillResult): string {
  return oneLine(repeat > 1 ? `${scenario.id} #${repeat}` : scenario.id);
}

/** Why a result is no pass: its reason, or the first assertion that does not hold. */
export function reasonOf({ reason, status, assertions }: DrillResult): string {
  if (reason !== null && reason.trim() !== '') return oneLine(reason);
  const wrong = assertions.find((one) => one.status === 'failed' || one.status === 'error');
  if (!wrong) return `${statusLooks[status].word}, and no reason was given`;
  return oneLine(`${wrong.name}: expected ${wrong.expected}, found ${wrong.found}`);
}

/**
 * What was blamed last: `replica-a service.crashed 97 %`. Once the fault is undone the verdict is
 * healthy again, which says nothing of the answer. Null where there is no verdict.
 */
export function blamedAtEnd({ verdicts }: DrillResult): string | null {
  const last = verdicts.findLast(({ culprits }) => culprits.length > 0) ?? verdicts.at(-1);
  return last ? verdictWords(last) : null;
}

export function verdictWords({ status, culprits }: DrillResult['verdicts'][number]): string {
  if (culprits.length === 0) return status;
  return culprits
    .map(({ link, mode, probability }) => oneLine(`${link} ${mode} ${percent(probability)}`))
    .join(' and ');
}

/** `12 passed, 1 failed, 2 inconclusive`: passed and failed always, the others where there are any. */
export function countLine({ results }: DrillReport): string {
  const statuses = Object.keys(runStatuses) as RunStatus[];
  return statuses
    .map((status) => ({ status, count: results.filter((one) => one.status === status).length }))
    .filter(({ status, count }) => count > 0 || status === 'passed' || status === 'failed')
    .map(({ status, count }) => `${count} ${statusLooks[status].word}`)
    .join(', ');
}

/** Milliseconds → `850 ms`, `1.2 s`, `12 s`: below ten seconds the tenths are what a drill compares. */
export function shortTime(ms: number): string {
  if (ms >= 1_000 && ms < 9_950) return `${(ms / 1_000).toFixed(1)} s`;
  return formatDuration(ms);
}

/** Text from a scenario, a target or a tool, as a piece of a line. */
export function oneLine(text: string): string {
  return sanitise(text.replace(/\s+/g, ' ').trim());
}
