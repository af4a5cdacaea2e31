import { safe } from '../../../src/text/sanitise.ts';
import type { GpuReading } from '../gpu-reading.ts';
import type { GpuSign } from '../gpu-sign.ts';

/** Pages that a card may retire in its life: beyond, its vendor replaces it. */
const MAX_RETIRED_PAGES = 60;

/** Only errors since the driver was loaded are a live fault; those of the card's life are a fact. */
export function judgeMemoryErrors(gpu: GpuReading): readonly GpuSign[] {
  const signs: GpuSign[] = [];
  const errors = gpu.eccVolatile.uncorrectable ?? 0;
  if (errors > 0) {
    signs.push({
      symptom: 'gpu.ecc_uncorrected',
      words: safe`${errors} uncorrectable memory error${errors === 1 ? '' : 's'}`,
    });
  }
  if (gpu.eccThresholdExceeded) {
    const words = safe`more uncorrectable SRAM errors than a card may have`;
    signs.push({ symptom: 'gpu.ecc_uncorrected', words });
  }
  if (gpu.rows.failed) {
    signs.push({ symptom: 'gpu.row_remap_failed', words: safe`a memory row cannot be remapped` });
  }
  if (gpu.rows.pending) {
    signs.push({ symptom: 'gpu.row_remap_pending', words: safe`memory repair waits for a reset` });
  }
  const retired = gpu.pages.retired ?? 0;
  if (gpu.pages.pending) {
    signs.push({ symptom: 'gpu.retired_pages', words: safe`memory pages wait to be retired` });
  } else if (retired > MAX_RETIRED_PAGES) {
    signs.push({ symptom: 'gpu.retired_pages', words: safe`${retired} memory pages are retired` });
  }
  return signs;
}
