import { safe } from '../../../src/text/sanitise.ts';
import { type GpuReading, text } from '../gpu-reading.ts';
import type { GpuSign } from '../gpu-sign.ts';

/** Whether the card tells of a fabric of switches that it belongs to. */
export function hasFabric({ fields }: GpuReading): boolean {
  const state = text(fields, 'fabric.state');
  return state !== null && !/^not supported$/i.test(state);
}

/**
 * A card on NVSwitches computes only when the fabric manager has registered it. Its state is
 * `Completed` then and its status `Success`.
 */
export function judgeFabric(gpu: GpuReading): readonly GpuSign[] {
  if (!hasFabric(gpu)) return [];
  const state = text(gpu.fields, 'fabric.state') ?? '';
  const status = text(gpu.fields, 'fabric.status') ?? 'Success';
  const health = text(gpu.fields, 'fabric.health.summary') ?? 'Healthy';
  const sign = (symptom: GpuSign['symptom'], words: GpuSign['words']) => [{ symptom, words }];
  if (!/^completed$/i.test(state)) {
    return sign('gpu.fabric_not_ready', safe`the fabric is not set up: ${state}`);
  }
  if (!/^success$/i.test(status)) {
    return sign('gpu.fabric_not_ready', safe`the fabric failed: ${status}`);
  }
  if (!/unhealthy|limited|degraded/i.test(health)) return [];
  return sign('gpu.nvlink_down', safe`the health of the fabric is ${health}`);
}

const licensed = /^licensed/i;

/** A vGPU without a licence runs at full speed for some minutes, and then hardly at all. */
export function judgeLicence({ fields }: GpuReading): readonly GpuSign[] {
  const status = text(
    fields,
    'vgpu_software_licensed_product.license_status',
    'grid_licensed_product.license_status',
    'license_status',
  );
  if (status === null || licensed.test(status) || !/unlicensed|expired/i.test(status)) return [];
  return [{ symptom: 'gpu.vgpu_unlicensed', words: safe`the licence of the vGPU: ${status}` }];
}
