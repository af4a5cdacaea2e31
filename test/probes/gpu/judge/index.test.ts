import { describe, expect, test } from 'vitest';
import { readGpu } from '../../../../probes/gpu/gpu-reading.ts';
import { judgeGpu } from '../../../../probes/gpu/judge/index.ts';
import { gpuOptions } from '../../../../probes/gpu/options.ts';
import { readSmiLog } from '../../../../probes/gpu/smi-log.ts';
import { type FakeGpu, healthyGpu } from '../../../../src/sandbox/gpu/fake-gpu.ts';
import { smiDocument } from '../../../support/fake-smi.ts';

function judgeDocument(document: string, options: unknown = {}) {
  const reading = readSmiLog(document);
  const [fields] = reading.kind === 'read' ? reading.log.gpus : [];
  if (!fields) throw new Error('no card');
  return judgeGpu(readGpu(fields), gpuOptions.parse(options)).map(({ symptom }) => symptom);
}

const judge = (overrides: Partial<FakeGpu>, options: unknown = {}) =>
  judgeDocument(smiDocument(healthyGpu(overrides)), options);

const noErrors = healthyGpu().eccVolatile;
const goodRows = healthyGpu().remappedRows;
const idle = { performanceState: 'P8', utilisationPercent: 0 } as const;

describe('a healthy card that looks sick', () => {
  test.each<[string, Partial<FakeGpu>]>([
    ['works', {}],
    ['idles with PCIe generation 1', { ...idle, pcieGeneration: { current: 1, max: 5 } }],
    [
      'idles in P0 with a lower generation',
      {
        utilisationPercent: 0,
        processes: [],
        memoryUsedMiB: 0,
        pcieGeneration: { current: 3, max: 4 },
      },
    ],
    ['has half of the lanes by design', { pcieWidth: { current: 8, max: 16 } }],
    ['reaches its power limit at the default', { throttle: ['sw_power_cap'] }],
    [
      'idles at a lowered power limit',
      { ...idle, throttle: ['sw_power_cap'], powerLimitWatts: 400 },
    ],
    ['has clocks that somebody set', { throttle: ['applications_clocks_setting', 'sync_boost'] }],
    [
      'had uncorrectable errors in an earlier life',
      { eccAggregate: { ...noErrors, dramUncorrectable: 7 } },
    ],
    ['corrected errors', { eccVolatile: { ...noErrors, dramCorrectable: 900 } }],
    ['has replaced rows', { remappedRows: { ...goodRows, correctable: 3, uncorrectable: 1 } }],
    ['is split by MIG', { migDevicesMiB: [40_192, 40_192] }],
    [
      'is filled by its engine',
      { memoryUsedMiB: 80_200, processes: [{ pid: 1, name: 'vllm', usedMiB: 80_190 }] },
    ],
    ['holds memory that nobody is shown for while it works', { processes: [] }],
  ])('%s', (_, overrides) => {
    expect(judge(overrides)).toEqual([]);
  });

  test('draws a screen', () => {
    const gpu = healthyGpu({ ...idle, processes: [], memoryUsedMiB: 3_000 });
    const document = smiDocument(gpu);
    expect(judgeDocument(document)).toEqual(['gpu.memory_orphaned']);
    const active = document.replace('display_active>Disabled', 'display_active>Enabled');
    expect(judgeDocument(active)).toEqual([]);
  });

  test('counts no errors and has no recovery action', () => {
    const document = smiDocument()
      .replaceAll(/(correctable\w*)>\d+</g, '$1>N/A<')
      .replace('gpu_recovery_action>None', 'gpu_recovery_action>N/A');
    expect(judgeDocument(document)).toEqual([]);
  });

  test('has one broken fan', () => {
    expect(judgeDocument(smiDocument().replace(/<fan_speed>.*</, '<fan_speed>ERR!<'))).toEqual([]);
  });

  test('hides what its processes hold', () => {
    const gpu = healthyGpu({ ...idle, processes: [{ pid: 1, name: 'x', usedMiB: 1 }] });
    const hidden = smiDocument(gpu).replace('<used_memory>1 MiB', '<used_memory>N/A');
    expect(judgeDocument(hidden)).toEqual([]);
  });
});

describe('a sick card', () => {
  test.each<[string, Partial<FakeGpu>, readonly string[]]>([
    ['is lost', { reading: 'lost' }, ['gpu.lost']],
    ['cannot be read', { reading: 'unknown-error' }, ['gpu.unknown_error']],
    [
      'lost bits in its main memory',
      { eccVolatile: { ...noErrors, dramUncorrectable: 1 } },
      ['gpu.ecc_uncorrected'],
    ],
    [
      'lost bits in its caches',
      { eccVolatile: { ...noErrors, sramUncorrectable: 1 } },
      ['gpu.ecc_uncorrected'],
    ],
    [
      'waits for a reset to repair a row',
      { remappedRows: { ...goodRows, pending: true } },
      ['gpu.row_remap_pending'],
    ],
    [
      'cannot repair a row',
      { remappedRows: { ...goodRows, failure: true } },
      ['gpu.row_remap_failed'],
    ],
    ['asks for a reset', { recoveryAction: 'Reset' }, ['gpu.recovery_action']],
    ['asks to be drained', { recoveryAction: 'Drain and Reset' }, ['gpu.recovery_action']],
    [
      'brakes for its power supply while it idles',
      {
        ...idle,
        memoryUsedMiB: 0,
        throttle: ['hw_slowdown', 'hw_power_brake_slowdown'],
        smClockMHz: 86,
      },
      ['gpu.throttle_hw'],
    ],
    ['is slowed by its hardware', { throttle: ['hw_slowdown'] }, ['gpu.throttle_hw']],
    [
      'is too hot for its hardware',
      { throttle: ['hw_slowdown', 'hw_thermal_slowdown'] },
      ['gpu.throttle_thermal', 'gpu.throttle_hw'],
    ],
    ['is too hot for its driver', { throttle: ['sw_thermal_slowdown'] }, ['gpu.throttle_thermal']],
    [
      'works below its default power',
      { throttle: ['sw_power_cap'], powerLimitWatts: 400 },
      ['gpu.throttle_power'],
    ],
    ['works on one lane', { pcieWidth: { current: 1, max: 16 } }, ['gpu.pcie_downgraded']],
    [
      'works on an old PCIe generation',
      { pcieGeneration: { current: 1, max: 5 } },
      ['gpu.pcie_downgraded'],
    ],
    ['holds memory for nobody', { ...idle, processes: [] }, ['gpu.memory_orphaned']],
    ['has nothing left', { memoryUsedMiB: 81_000 }, ['gpu.memory_full']],
  ])('%s', (_, overrides, symptoms) => {
    expect(judge(overrides)).toEqual(symptoms);
  });

  test('requires a reset', () => {
    const document = smiDocument().replace(/<gpu_temp>.*</, '<gpu_temp>GPU requires reset<');
    expect(judgeDocument(document)).toEqual(['gpu.recovery_action']);
  });

  test('has pages that wait to be retired, or too many of them', () => {
    const pending = smiDocument().replace('pending_retirement>N/A', 'pending_retirement>Yes');
    expect(judgeDocument(pending)).toEqual(['gpu.retired_pages']);
    const many = smiDocument().replace('retired_count>N/A', 'retired_count>61');
    expect(judgeDocument(many)).toEqual(['gpu.retired_pages']);
    const some = smiDocument().replace('retired_count>N/A', 'retired_count>60');
    expect(judgeDocument(some)).toEqual([]);
  });

  test('has memory that cannot be repaired', () => {
    const document = smiDocument().replace(
      '</ecc_errors>',
      '<unrepairable_memory>Yes</unrepairable_memory></ecc_errors>',
    );
    expect(judgeDocument(document)).toEqual(['gpu.row_remap_failed']);
  });
});

describe('MIG as expected', () => {
  const split = { migDevicesMiB: [40_192, 40_192] };
  test.each<[Partial<FakeGpu>, object, number]>([
    [split, { mig: 'enabled', migDevices: 2 }, 0],
    [split, { mig: 'disabled' }, 1],
    [split, { migDevices: 3 }, 1],
    [{}, { mig: 'enabled' }, 1],
    [{}, { mig: 'disabled' }, 0],
  ])('%j with %j', (overrides, expected, signs) => {
    expect(judge(overrides, { expect: expected })).toEqual(Array(signs).fill('gpu.mig_mismatch'));
  });
});
