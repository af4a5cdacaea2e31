import { safe } from '../../src/text/sanitise.ts';
import type { KeptText } from '../network/kept-text.ts';
import type { Told } from './look.ts';

/** One target of a load balancer. Texts are from outside. */
export interface Target {
  readonly name: string;
  readonly state: 'healthy' | 'unhealthy' | 'unused';
  readonly why: string;
}

/** Unhealthy targets that one finding names. */
const NAMED = 6;

/** What the health of the targets of one load balancer tells. Unused and draining ones do not count. */
export function targetsTold(targets: readonly Target[], kept: KeptText): Told {
  const used = targets.filter(({ state }) => state !== 'unused');
  const bad = used.filter(({ state }) => state === 'unhealthy');
  const healthy = used.length - bad.length;
  const isAll = healthy === 0;
  const summary = safe`${healthy} of ${used.length} targets are healthy`;
  const named = bad
    .slice(0, NAMED)
    .map(({ name, why }) => kept.fact(why === '' ? name : `${name}: ${why}`))
    .join(', ');
  const evidence = safe`${summary}${named === '' ? '' : `; unhealthy: ${named}`}`;
  const symptom = isAll ? 'cloud.no_healthy_target' : 'cloud.some_targets_unhealthy';
  return {
    judgements: isAll || bad.length > 0 ? [{ symptom, summary, evidence }] : [],
    well: summary,
    facts: { 'cloud.targets': used.length },
    measures: [
      { name: 'targets.healthy', value: healthy, unit: 'count' },
      { name: 'targets.unhealthy', value: bad.length, unit: 'count' },
    ],
  };
}
