import { safe } from '../../../src/text/sanitise.ts';
import type { GpuReading } from '../gpu-reading.ts';
import type { GpuSign } from '../gpu-sign.ts';
import { underLoad } from './under-load.ts';

/**
 * Half of the lanes is how many healthy cards are built into their machines (8x of 16x); a quarter
 * or less is a bad contact.
 */
const WIDTH_SHARE_BY_DESIGN = 0.5;

export function judgePcie(gpu: GpuReading): readonly GpuSign[] {
  const { generation, maxGeneration, width, maxWidth } = gpu.pcie;
  if (!underLoad(gpu)) return [];
  const narrow = width !== null && maxWidth !== null && width < maxWidth * WIDTH_SHARE_BY_DESIGN;
  const slow = generation !== null && maxGeneration !== null && generation < maxGeneration;
  const signs: GpuSign[] = [];
  if (narrow) {
    signs.push({
      symptom: 'gpu.pcie_downgraded',
      words: safe`PCIe ${width}x of ${maxWidth}x under load`,
    });
  }
  if (slow) {
    signs.push({
      symptom: 'gpu.pcie_downgraded',
      words: safe`PCIe generation ${generation} of ${maxGeneration} under load`,
    });
  }
  return signs;
}
