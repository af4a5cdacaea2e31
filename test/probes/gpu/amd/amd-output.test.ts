import { describe, expect, test } from 'vitest';
import { readAmdOutput } from '../../../../probes/gpu/amd/amd-output.ts';
import { readGpu } from '../../../../probes/gpu/gpu-reading.ts';

const read = (...texts: readonly unknown[]) =>
  readAmdOutput(...texts.map((text) => (typeof text === 'string' ? text : JSON.stringify(text))));

const metric = {
  gpu: 0,
  usage: { gfx_activity: { value: 41, unit: '%' } },
  power: { socket_power: { value: 512, unit: 'W' }, throttle_status: 'UNTHROTTLED' },
  clock: { gfx_0: { clk: { value: 2_100, unit: 'MHz' }, max_clk: { value: 2_100, unit: 'MHz' } } },
  temperature: { edge: 'N/A', hotspot: { value: 61, unit: 'C' } },
  ecc: { total_uncorrectable_count: 1, total_correctable_count: 7 },
  mem_usage: {
    total_vram: { value: 196_592, unit: 'MB' },
    used_vram: { value: 180_000, unit: 'MB' },
  },
  new_thing: [{ a: 1 }, { a: 2 }],
};
const description = {
  gpu: 0,
  asic: { market_name: 'AMD Instinct MI300X', asic_serial: '0xABC' },
  bus: { bdf: '0000:05:00.0', max_pcie_width: 16 },
  driver: { name: 'amdgpu', version: '6.10.5' },
};
const processes = {
  gpu: 0,
  process_list: [
    {
      process_info: {
        name: 'python',
        pid: 77,
        memory_usage: { vram_mem: { value: 2_097_152, unit: 'B' } },
      },
    },
  ],
};

describe('amd-smi --json', () => {
  test.each([
    ['as a list', [metric], [description], [processes]],
    [
      'under gpu_data',
      { gpu_data: [metric] },
      { gpu_data: [description] },
      { gpu_data: [processes] },
    ],
  ])("%s: the same card as anybody's", (_, ...texts) => {
    const log = read(...texts);
    expect(log?.fields.get('driver_version')?.raw).toBe('6.10.5');
    expect(readGpu(log?.gpus[0] ?? new Map())).toMatchObject({
      name: 'AMD Instinct MI300X',
      uuid: '0xABC',
      bus: '0000:05:00',
      utilisationPercent: 41,
      temperatureCelsius: 61,
      smClockMHz: 2_100,
      power: { drawWatts: 512 },
      eccVolatile: { uncorrectable: 1, correctable: 7 },
      processes: [{ pid: 77, name: 'python', usedMiB: 2 }],
    });
  });

  test('keeps fields that nobody knows', () => {
    expect(read([metric])?.gpus[0]?.get('new_thing[1].a')?.number).toBe(2);
  });
});

test('rocm-smi --json, behind a warning', () => {
  const log = read(
    `WARNING: low power\n${JSON.stringify({
      card0: {
        'Card series': 'Vega 20',
        'Unique ID': '249220e172fc1a88',
        'PCI Bus': '0000:06:00.0',
        'GPU use (%)': '3',
        'VRAM Total Memory (B)': '17163091968',
        'VRAM Total Used Memory (B)': '1048576',
        'sclk clock speed:': '(808Mhz)',
        'Temperature (Sensor junction) (C)': '26.0',
      },
      system: { 'Driver version': '5.1' },
    })}`,
  );
  expect(log?.fields.get('driver_version')?.raw).toBe('5.1');
  expect(readGpu(log?.gpus[0] ?? new Map())).toMatchObject({
    name: 'Vega 20',
    uuid: '249220e172fc1a88',
    bus: '0000:06:00',
    utilisationPercent: 3,
    temperatureCelsius: 26,
    memory: { totalMiB: 16_368, usedMiB: 1 },
    smClockMHz: 808,
  });
});

test('other JSON is none of it', () => {
  expect(read([])).toBeNull();
  expect(read([{ Id: 'abc' }])).toBeNull();
  expect(read('{"card0": 3')).toBeNull();
  expect(read('['.repeat(100_000))).toBeNull();
});
