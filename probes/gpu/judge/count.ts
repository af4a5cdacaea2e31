import { safe } from '../../../src/text/sanitise.ts';
import type { GpuSign } from '../gpu-sign.ts';
import type { GpuOptions } from '../options.ts';
import type { Selected } from '../select-cards.ts';

/** Whether the cards are there that the link is about. `listed`: cards that nvidia-smi lists. */
export function judgeCount(
  { cards, wanted }: Selected,
  listed: number,
  { expect }: GpuOptions,
): readonly GpuSign[] {
  if (listed === 0) return [{ symptom: 'gpu.no_devices', words: safe`nvidia-smi lists no GPU` }];
  if (wanted !== null && cards.length === 0) {
    return [{ symptom: 'gpu.count_low', words: safe`${wanted} is not among the ${listed} listed` }];
  }
  if (expect.count !== undefined && cards.length < expect.count) {
    return [
      { symptom: 'gpu.count_low', words: safe`${cards.length} of ${expect.count} expected GPUs` },
    ];
  }
  if (expect.count !== undefined && wanted === null && cards.length > expect.count) {
    return [
      { symptom: 'gpu.count_high', words: safe`${cards.length} GPUs, ${expect.count} expected` },
    ];
  }
  return [];
}
