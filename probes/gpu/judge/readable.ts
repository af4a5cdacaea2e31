import { safe } from '../../../src/text/sanitise.ts';
import type { GpuReading } from '../gpu-reading.ts';
import type { GpuSign } from '../gpu-sign.ts';
import type { Missing } from '../smi-field.ts';

/**
 * What the driver always reads of a card that works. A single broken sensor elsewhere (a fan, a
 * power meter) is a fact and no fault.
 */
const vitalPaths = [
  'performance_state',
  'temperature.gpu_temp',
  'utilization.gpu_util',
  'fb_memory_usage.used',
  'clocks.sm_clock',
];

export function judgeReadable(gpu: GpuReading): readonly GpuSign[] {
  const broken = (why: Missing) =>
    vitalPaths.filter((path) => gpu.fields.get(path)?.missing === why);
  const lost = [...gpu.fields.values()].some((field) => field.missing === 'gpu lost');
  if (lost) return [{ symptom: 'gpu.lost', words: safe`the GPU is lost` }];
  const unknown = broken('unknown error');
  const signs: GpuSign[] = [];
  if (unknown.length > 0) {
    const which = unknown.length === 1 ? unknown[0] : `${unknown.length} vital values`;
    signs.push({ symptom: 'gpu.unknown_error', words: safe`Unknown Error for ${which}` });
  }
  if (broken('reset required').length > 0) {
    signs.push({ symptom: 'gpu.recovery_action', words: safe`the GPU requires a reset` });
  }
  return signs;
}

/** Paths that the driver failed to read, for the facts. */
export function unreadablePaths(gpu: GpuReading): readonly string[] {
  return [...gpu.fields]
    .filter(([, field]) => field.missing === 'unknown error' || field.missing === 'error')
    .map(([path]) => path);
}
