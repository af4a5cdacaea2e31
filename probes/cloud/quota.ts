import type { Fact, Measure } from '../../src/events/types.ts';
import { safe } from '../../src/text/sanitise.ts';
import type { KeptText } from '../network/kept-text.ts';
import type { Judgement } from '../system/judgement.ts';

export interface Quota {
  /** The cloud's own key of it: `L-417A185B`, `NVIDIA_A100_GPUS`. */
  readonly id: string;
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

/** What a snapshot holds of a quota: the limit is somebody's decision, the use comes and goes. */
export function quotaFacts(
  { id, name, limit, used }: Quota,
  kept: KeptText,
): Readonly<Record<string, Fact>> {
  const key = kept.fact(id);
  return {
    'quota.name': kept.fact(name),
    [`quota.limit ${key}`]: limit,
    ...(used === undefined ? {} : { [`quota.used ${key}`]: used }),
  };
}
