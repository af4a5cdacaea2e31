import { safe } from '../../../src/text/sanitise.ts';
import { type Start, startJudgements } from '../../cloud/failed-starts.ts';
import type { Asking, Told } from '../../cloud/look.ts';
import { CloudTrouble } from '../../cloud/trouble.ts';
import { at, textAt } from '../../data/json.ts';
import { query } from '../api.ts';
import type { AwsOptions } from '../options.ts';

/** Activities that are read, the newest: a group that fails tries some dozen times an hour. */
const MOST_ACTIVITIES = 100;

/** Whether an Auto Scaling group failed to start machines of late. Nothing is provoked to find out. */
export async function lookAtCapacity(options: AwsOptions, asking: Asking): Promise<Told> {
  const { context, kept } = asking;
  const document = await query('aws autoscaling DescribeScalingActivities', options, asking, {
    AutoScalingGroupName: options.group ?? '',
    MaxRecords: String(MOST_ACTIVITIES),
  });
  const result = at(
    document,
    'DescribeScalingActivitiesResponse',
    'DescribeScalingActivitiesResult',
  );
  if (result === undefined) throw new CloudTrouble('cloud.malformed', 'no activities');
  const activities = at(result, 'Activities', 'member');
  const starts = (Array.isArray(activities) ? activities : []).flatMap(startOf);
  return {
    judgements: startJudgements(starts, options.within, context.clock.now(), kept),
    well: safe`no failed start in ${options.within}`,
    facts: { 'aws.activities': starts.length },
  };
}

function startOf(activity: unknown): readonly Start[] {
  const code = textAt(activity, 'StatusCode') ?? '';
  const isStart = /^Launching/.test(textAt(activity, 'Description') ?? '');
  if (!isStart || (code !== 'Failed' && code !== 'Successful')) return [];
  const atMs = Date.parse(textAt(activity, 'StartTime') ?? '');
  if (Number.isNaN(atMs)) return [];
  return [{ atMs, failed: code === 'Failed', words: textAt(activity, 'StatusMessage') ?? '' }];
}
