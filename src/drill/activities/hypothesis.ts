import type { Activity, Hypothesis, ProbeMode } from '../experiment-types.ts';
import { pause } from './pause.ts';
import type { HypothesisRecord } from './records.ts';
import { runActivity, runControls } from './run-activity.ts';
import type { ActivityTools } from './tools.ts';

/** When a check is made. */
export type CheckMoment = 'before' | 'during' | 'after';

/**
 * In which checks a probe of each mode takes part. `edge` is the default, and what Chaos Toolkit does:
 * before and after. `continuous` looks in all; `on-chaos` only while something is broken.
 */
const momentsOf: Readonly<Record<ProbeMode, readonly CheckMoment[]>> = {
  start: ['before'],
  end: ['after'],
  edge: ['before', 'after'],
  continuous: ['before', 'during', 'after'],
  'on-chaos': ['during'],
};

/** The probes that look at this moment. A strategy that asks for checks during the method takes all of `edge` along. */
export function probesAt(
  { probes }: Hypothesis,
  moment: CheckMoment,
  isAskedDuring: boolean,
): readonly Activity[] {
  return probes.filter(
    ({ mode }) =>
      momentsOf[mode].includes(moment) || (moment === 'during' && mode === 'edge' && isAskedDuring),
  );
}

/** One check: all its probes, so that it tells everything that is wrong. */
export async function checkHypothesis(
  hypothesis: Hypothesis,
  moment: CheckMoment,
  tools: ActivityTools,
  isAskedDuring = false,
): Promise<HypothesisRecord> {
  await runControls(hypothesis.controls, 'before', tools);
  const probes = [];
  for (const probe of probesAt(hypothesis, moment, isAskedDuring)) {
    if (tools.signal.aborted) break;
    probes.push(await runActivity(probe, tools));
  }
  await runControls(hypothesis.controls, 'after', tools);
  const met = !tools.signal.aborted && probes.every(({ toleranceMet }) => toleranceMet === true);
  return { met, probes };
}

export interface WatchOptions {
  readonly everyMs: number;
  readonly isAskedDuring: boolean;
  /** Ends the watch; the check that runs then is still told. */
  readonly until: AbortSignal;
  readonly onCheck: (record: HypothesisRecord) => void;
}

/** Checks again and again until told to stop. Resolves after the last check. */
export async function watchHypothesis(
  hypothesis: Hypothesis,
  tools: ActivityTools,
  { everyMs, isAskedDuring, until, onCheck }: WatchOptions,
): Promise<void> {
  if (probesAt(hypothesis, 'during', isAskedDuring).length === 0) return;
  while (!until.aborted && !tools.signal.aborted) {
    const startedMs = tools.clock.monotonic();
    const record = await checkHypothesis(hypothesis, 'during', tools, isAskedDuring);
    if (tools.signal.aborted) return;
    onCheck(record);
    await pause(
      everyMs - (tools.clock.monotonic() - startedMs),
      AbortSignal.any([until, tools.signal]),
    );
  }
}
