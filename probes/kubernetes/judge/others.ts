import { safe } from '../../../src/text/sanitise.ts';
import type { Autoscaler, Claim, Quota } from '../objects/others.ts';
import { conditionOf } from '../objects/parts.ts';
import { quantityOf } from '../objects/quantity.ts';
import { type Judging, type Sign, said, sign } from './sign.ts';

/** Milliseconds in which a volume is usually made. */
const BINDING_MS = 30_000;

export function judgeAutoscaler({ spec, status }: Autoscaler, judging: Judging): readonly Sign[] {
  const signs: Sign[] = [];
  const limited = conditionOf(status, 'ScalingLimited');
  // It says "limited" at the lower end too.
  if (limited?.status === 'True' && limited.reason === 'TooManyReplicas') {
    const words = safe`at its limit of ${spec.maxReplicas} replicas, and wants more`;
    signs.push(
      sign('k8s.at_scale_limit', words, safe`${words}: ${said(limited.message, judging)}`),
    );
  }
  const active = conditionOf(status, 'ScalingActive');
  // Switched off on purpose where the workload is scaled to zero.
  if (active?.status === 'False' && active.reason !== 'ScalingDisabled') {
    const evidence = safe`${active.reason}: ${said(active.message, judging)}`;
    signs.push(sign('k8s.autoscaler_blind', safe`its autoscaler gets no metrics`, evidence));
  }
  return signs;
}

export function judgeClaim({ metadata, spec, status }: Claim, { nowMs }: Judging): readonly Sign[] {
  const { name } = metadata;
  if (status.phase === 'Lost') {
    const evidence = safe`claim ${name}: its volume ${spec.volumeName} is gone`;
    return [sign('k8s.volume_lost', safe`the volume of ${name} is gone`, evidence)];
  }
  const ageMs = nowMs - (metadata.creationTimestamp ?? 0);
  if (status.phase !== 'Pending' || ageMs < BINDING_MS) return [];
  const evidence = safe`claim ${name} of class ${spec.storageClassName || 'none'} is pending`;
  return [sign('k8s.volume_pending', safe`claim ${name} is pending`, evidence)];
}

/** Names of resources told of one quota. */
const MOST_TOLD = 4;

export function judgeQuota({ metadata, status }: Quota): readonly Sign[] {
  const full = Object.entries(status.hard).flatMap(([resource, hard]) => {
    const [limit, used] = [quantityOf(hard), quantityOf(status.used[resource])];
    const isFull = limit !== undefined && limit > 0 && used !== undefined && used >= limit;
    return isFull ? [`${resource} ${status.used[resource]} of ${hard}`] : [];
  });
  if (full.length === 0) return [];
  const evidence = safe`quota ${metadata.name}: ${full.slice(0, MOST_TOLD).join(', ')}`;
  return [sign('k8s.quota_full', safe`quota ${metadata.name} is used up`, evidence)];
}
