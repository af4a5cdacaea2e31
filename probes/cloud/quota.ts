import type { Measure } from '../../src/events/types.ts';
import { safe } from '../../src/text/sanitise.ts';
import type { KeptText } from '../network/kept-text.ts';
import type { Judgement } from '../system/judgement.ts';

export interface Quota {
  /** As the cloud calls it. */
  readonly name: string;
  readonly limit: number;
  /** Undefined where the cloud does not tell, or weaklink may not ask. */
  readonly used: number | undefined;
}

/** Whether `needs` more fit in; without `needs`, whether anything does. */
export function quotaJudgements(
  { name, limit, used }: Quota,
  needs: number | undefined,
  kept: KeptText,
): readonly Judgement<'cloud.quota'>[] {
  const left = limit - (used ?? 0);
  if (left >= (needs ?? 1)) return [];
  const wanted = needs === undefined ? '' : `, needed are ${needs}`;
  const taken = used === undefined ? '' : ` of which ${used} are in use`;
  return [
    {
      symptom: 'cloud.quota',
      summary: safe`quota: ${left} left${wanted}`,
      evidence: safe`${kept.fact(name)} is ${limit}${taken}${wanted}`,
    },
  ];
}

export function quotaMeasures({ limit, used }: Quota): readonly Measure[] {
  return [
    { name: 'quota.limit', value: limit, unit: 'count' },
    ...(used === undefined ? [] : [{ name: 'quota.used', value: used, unit: 'count' }]),
  ];
}
