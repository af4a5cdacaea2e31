import type { Asking, Told } from '../../cloud/look.ts';
import { regionFact } from '../../cloud/region.ts';
import { type Target, targetsTold } from '../../cloud/targets.ts';
import { CloudTrouble } from '../../cloud/trouble.ts';
import { at, textAt } from '../../data/json.ts';
import { query } from '../api.ts';
import type { AwsOptions } from '../options.ts';

/** States in which a target is given no requests on purpose, or not yet. */
const UNUSED = new Set(['unused', 'draining', 'initial']);

/** What a load balancer thinks of the targets of one group. */
export async function lookAtTargets(options: AwsOptions, asking: Asking): Promise<Told> {
  const action = 'aws elasticloadbalancing DescribeTargetHealth';
  const document = await query(action, options, asking, {
    TargetGroupArn: options.targetGroup ?? '',
  });
  const result = at(document, 'DescribeTargetHealthResponse', 'DescribeTargetHealthResult');
  if (result === undefined) throw new CloudTrouble('cloud.malformed', 'no health of targets');
  const members = at(result, 'TargetHealthDescriptions', 'member');
  const targets = (Array.isArray(members) ? members : []).map((member: unknown): Target => {
    const state = textAt(member, 'TargetHealth', 'State') ?? '';
    const port = textAt(member, 'Target', 'Port');
    const reason = textAt(member, 'TargetHealth', 'Reason') ?? '';
    const words = textAt(member, 'TargetHealth', 'Description') ?? '';
    return {
      name: `${textAt(member, 'Target', 'Id') ?? ''}${port === undefined ? '' : `:${port}`}`,
      state: state === 'healthy' ? 'healthy' : UNUSED.has(state) ? 'unused' : 'unhealthy',
      why: [reason, words].filter((part) => part !== '').join(' '),
    };
  });
  const told = targetsTold(targets, asking.kept);
  // arn:aws:elasticloadbalancing:REGION:ACCOUNT:…
  const region = options.targetGroup?.split(':')[3];
  return { ...told, facts: { ...told.facts, ...regionFact('aws', region, asking.kept) } };
}
