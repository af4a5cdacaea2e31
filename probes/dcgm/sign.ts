import type { SafeText } from '../../src/text/safe-text.ts';
import type { dcgmSymptoms } from './symptoms.ts';

/** One thing that is wrong with a card, or with the telling. */
export interface DcgmSign {
  readonly symptom: keyof typeof dcgmSymptoms;
  readonly words: SafeText;
}

/** What tells most about the cause comes first. */
const mostTellingFirst: readonly DcgmSign['symptom'][] = [
  'gpu.xid',
  'gpu.ecc_uncorrected',
  'gpu.row_remap_failed',
  'gpu.recovery_action',
  'gpu.fabric_not_ready',
  'dcgm.no_gpus',
  'dcgm.stale',
  'gpu.count_low',
  'dcgm.health_failed',
  'gpu.throttle_thermal',
  'gpu.throttle_hw',
  'gpu.nvlink_errors',
  'gpu.row_remap_pending',
  'gpu.retired_pages',
  'gpu.xid_app',
  'gpu.memory_full',
  'gpu.version_mismatch',
  'dcgm.health_warning',
];

export function mostTelling(signs: readonly DcgmSign[]): readonly DcgmSign[] {
  const rank = ({ symptom }: DcgmSign) => mostTellingFirst.indexOf(symptom);
  return signs.toSorted((one, other) => rank(one) - rank(other));
}
