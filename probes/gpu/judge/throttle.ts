import { safe } from '../../../src/text/sanitise.ts';
import type { GpuReading } from '../gpu-reading.ts';
import type { GpuSign } from '../gpu-sign.ts';
import { underLoad } from './under-load.ts';

/** Watts below the default limit that count as set lower on purpose; less is rounding. */
const LOWERED_WATTS = 1;

/** Idle clocks, clocks set by the operator and the card's own power limit are no faults. */
export function judgeThrottle(gpu: GpuReading): readonly GpuSign[] {
  const signs: GpuSign[] = [];
  const active = new Set(gpu.throttle);
  const clock = gpu.smClockMHz === null ? '' : `, ${gpu.smClockMHz} MHz`;
  const hot = gpu.temperatureCelsius === null ? '' : ` at ${gpu.temperatureCelsius} °C`;

  if (active.has('hw_thermal_slowdown') || active.has('sw_thermal_slowdown')) {
    const by = active.has('hw_thermal_slowdown') ? 'hardware' : 'driver';
    signs.push({ symptom: 'gpu.throttle_thermal', words: safe`slowed by the ${by}${hot}${clock}` });
  }
  if (active.has('hw_power_brake_slowdown')) {
    signs.push({ symptom: 'gpu.throttle_hw', words: safe`power brake${clock}` });
  } else if (active.has('hw_slowdown') || active.has('hw_thermal_slowdown')) {
    signs.push({ symptom: 'gpu.throttle_hw', words: safe`hardware slowdown${clock}` });
  }
  const { limitWatts, defaultLimitWatts } = gpu.power;
  const lowered =
    limitWatts !== null &&
    defaultLimitWatts !== null &&
    limitWatts <= defaultLimitWatts - LOWERED_WATTS;
  if (active.has('sw_power_cap') && lowered && underLoad(gpu)) {
    signs.push({
      symptom: 'gpu.throttle_power',
      words: safe`limited to ${limitWatts} W of ${defaultLimitWatts} W${clock}`,
    });
  }
  return signs;
}
