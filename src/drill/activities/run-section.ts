import type { Activity } from '../experiment-types.ts';
import type { ActivityRecord } from './records.ts';
import { runActivity } from './run-activity.ts';
import type { ActivityTools } from './tools.ts';

/**
 * Runs a section in its order. One in the background is started and not waited for until the end
 * of the section. After an abort nothing more is started; what runs is waited for.
 *
 * @returns the records in the order of the section
 */
export async function runSection(
  activities: readonly Activity[],
  tools: ActivityTools,
): Promise<readonly ActivityRecord[]> {
  const records: Promise<ActivityRecord>[] = [];
  for (const activity of activities) {
    if (tools.signal.aborted) break;
    const running = runActivity(activity, tools);
    records.push(running);
    if (!activity.background) await running;
  }
  return Promise.all(records);
}
