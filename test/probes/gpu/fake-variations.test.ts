import { describe, expect, test } from 'vitest';
import { readAmdOutput } from '../../../probes/gpu/amd/amd-output.ts';
import { type GpuReading, readGpu } from '../../../probes/gpu/gpu-reading.ts';
import { judgeGpu } from '../../../probes/gpu/judge/index.ts';
import { gpuOptions } from '../../../probes/gpu/options.ts';
import { readSmiOutput } from '../../../probes/gpu/smi-forms/index.ts';
import type { SmiLog } from '../../../probes/gpu/smi-log.ts';

/**
 * Fake outputs in the shapes of drivers and tools of which no capture is there: written by hand from
 * what is known of their formats.
 */
const options = gpuOptions.parse({});

function logOf(text: string): SmiLog {
  const output = readSmiOutput(text);
  if (output.kind !== 'read') throw new Error(`it is ${output.kind}`);
  return output.log;
}

const cardsOf = (text: string): readonly GpuReading[] => logOf(text).gpus.map(readGpu);
const symptomsOf = (card: GpuReading | undefined) =>
  card === undefined ? null : judgeGpu(card, options).map(({ symptom }) => symptom);

const uuid = (digit: number) => `GPU-5a1dbf0${digit}-3e72-4c0b-9c55-0d6f7b1c2a01`;

describe('fake nvidia-smi -q -x', () => {
  const document = (cards: string, beside = '') =>
    `<?xml version="1.0" ?>\n<!DOCTYPE nvidia_smi_log SYSTEM "nvsmi_device_v12.dtd">\n<nvidia_smi_log>\n<driver_version>580.95.05</driver_version>\n${beside}${cards}</nvidia_smi_log>\n`;
  const card = (digit: number, inside: string) =>
    `<gpu id="00000000:0${digit}:00.0"><product_name>NVIDIA H100</product_name><uuid>${uuid(digit)}</uuid>${inside}</gpu>\n`;
  const memory = (used: number, total = 81_559) =>
    `<fb_memory_usage><total>${total} MiB</total><reserved>600 MiB</reserved><used>${used} MiB</used><free>${total - used - 600} MiB</free></fb_memory_usage>`;
  const idle = '<utilization><gpu_util>0 %</gpu_util></utilization>';

  test('of driver 390, which has no CUDA version, no MIG, no remapped rows', () => {
    const text = `<?xml version="1.0" ?>
<!DOCTYPE nvidia_smi_log SYSTEM "nvsmi_device_v9.dtd">
<nvidia_smi_log><timestamp>Mon Jan  6 10:00:00 2020</timestamp><driver_version>390.116</driver_version>
<attached_gpus>1</attached_gpus>
<gpu id="00000000:05:00.0"><product_name>Tesla K80</product_name><uuid>${uuid(5)}</uuid>
<pci><pci_bus_id>00000000:05:00.0</pci_bus_id><pci_gpu_link_info><pcie_gen><max_link_gen>3</max_link_gen><current_link_gen>3</current_link_gen></pcie_gen><link_widths><max_link_width>16x</max_link_width><current_link_width>16x</current_link_width></link_widths></pci_gpu_link_info></pci>
<performance_state>P0</performance_state>
<clocks_throttle_reasons><clocks_throttle_reason_gpu_idle>Not Active</clocks_throttle_reason_gpu_idle><clocks_throttle_reason_hw_slowdown>Active</clocks_throttle_reason_hw_slowdown></clocks_throttle_reasons>
<fb_memory_usage><total>11441 MiB</total><used>10 MiB</used><free>11431 MiB</free></fb_memory_usage>
<utilization><gpu_util>99 %</gpu_util></utilization>
<ecc_mode><current_ecc>Enabled</current_ecc></ecc_mode>
<ecc_errors><volatile><single_bit><total>0</total></single_bit><double_bit><device_memory>2</device_memory><total>2</total></double_bit></volatile></ecc_errors>
<retired_pages><multiple_single_bit_retirement><retired_count>0</retired_count></multiple_single_bit_retirement><double_bit_retirement><retired_count>2</retired_count></double_bit_retirement><pending_retirement>Yes</pending_retirement></retired_pages>
<power_readings><power_state>P0</power_state><power_draw>140.31 W</power_draw><power_limit>149.00 W</power_limit><default_power_limit>149.00 W</default_power_limit></power_readings>
<processes></processes></gpu></nvidia_smi_log>`;
    const [first] = cardsOf(text);
    expect(first).toMatchObject({ name: 'Tesla K80', power: { drawWatts: 140.31 } });
    expect(symptomsOf(first)).toEqual([
      'gpu.ecc_uncorrected',
      'gpu.retired_pages',
      'gpu.throttle_hw',
    ]);
  });

  test('of a driver to come: new sections are kept, and the old meaning stays', () => {
    const text = document(
      card(
        1,
        `<telemetry_v2><lane_margin>0.71 UI</lane_margin></telemetry_v2>${memory(10)}${idle}<gpu_recovery_action>Reset GPU</gpu_recovery_action>`,
      ),
      '<kmd_version>615.10 </kmd_version><cuda_umd_version>13.4</cuda_umd_version>\n',
    );
    const [first] = logOf(text).gpus;
    expect(first?.get('telemetry_v2.lane_margin')).toMatchObject({ number: 0.71, unit: 'UI' });
    expect(symptomsOf(cardsOf(text)[0])).toEqual(['gpu.recovery_action']);
  });

  test('of cards of which one is split', () => {
    const part = (index: number) =>
      `<mig_device><index>${index}</index><gpu_instance_id>${index + 1}</gpu_instance_id><fb_memory_usage><total>19968 MiB</total><used>37 MiB</used></fb_memory_usage></mig_device>`;
    const split = `<mig_mode><current_mig>Enabled</current_mig><pending_mig>Enabled</pending_mig></mig_mode><mig_devices>${part(0)}${part(1)}</mig_devices>${memory(74)}<utilization><gpu_util>N/A</gpu_util></utilization><processes><process_info><gpu_instance_id>1</gpu_instance_id><pid>77</pid><process_name>python</process_name><used_memory>37 MiB</used_memory></process_info></processes>`;
    const whole = `<mig_mode><current_mig>Disabled</current_mig></mig_mode><mig_devices>None</mig_devices>${memory(10)}${idle}`;
    const cards = cardsOf(document(card(1, split) + card(2, whole)));
    expect(cards.map(({ mig }) => [mig.mode, mig.devices])).toEqual([
      ['Enabled', 2],
      ['Disabled', 0],
    ]);
    expect(cards.map(symptomsOf)).toEqual([[], []]);
  });

  test('of a host whose cards belong to virtual machines: their memory is held by guests', () => {
    const shared = `<gpu_virtualization_mode><virtualization_mode>Host VGPU</virtualization_mode><host_vgpu_mode>SR-IOV</host_vgpu_mode></gpu_virtualization_mode>${memory(40_000)}${idle}<processes></processes>`;
    expect(symptomsOf(cardsOf(document(card(1, shared)))[0])).toEqual([]);
    const alone = shared.replace('Host VGPU', 'None');
    expect(symptomsOf(cardsOf(document(card(1, alone)))[0])).toEqual(['gpu.memory_orphaned']);
  });

  test.each([
    ['[Unknown Error]', 'gpu.unknown_error'],
    ['Unknown Error', 'gpu.unknown_error'],
    ['[GPU requires reset]', 'gpu.recovery_action'],
    ['GPU requires reset', 'gpu.recovery_action'],
    ['[GPU is lost]', 'gpu.lost'],
    ['GPU is lost. Reboot the system to recover this GPU', 'gpu.lost'],
  ])('with %s for a vital value', (said, symptom) => {
    const broken = `<temperature><gpu_temp>${said}</gpu_temp></temperature>${memory(10)}${idle}`;
    expect(symptomsOf(cardsOf(document(card(1, broken)))[0])).toContain(symptom);
  });

  test('cut off anywhere: whole cards are told, and no value is half of one', () => {
    const text = document(card(1, memory(10) + idle) + card(2, memory(12_345) + idle));
    for (let end = 0; end < text.length; end += 7) {
      const output = readSmiOutput(text.slice(0, end));
      if (output.kind !== 'read') continue;
      for (const one of output.log.gpus.map(readGpu)) {
        expect([null, 10, 12_345]).toContain(one.memory.usedMiB);
        expect([null, uuid(1), uuid(2)]).toContain(one.uuid);
      }
    }
  });

  test('of a card that has had more errors than the driver allows', () => {
    const worn =
      '<ecc_errors><volatile><sram_uncorrectable_parity>0</sram_uncorrectable_parity></volatile><aggregate><sram_uncorrectable_parity>12</sram_uncorrectable_parity><sram_threshold_exceeded>Yes</sram_threshold_exceeded></aggregate></ecc_errors>';
    expect(symptomsOf(cardsOf(document(card(1, worn)))[0])).toEqual(['gpu.ecc_uncorrected']);
    const fine = worn.replace('>Yes<', '>No<');
    expect(symptomsOf(cardsOf(document(card(1, fine)))[0])).toEqual([]);
  });
});

describe('fake nvidia-smi --query-gpu --format=csv', () => {
  const names = 'index, uuid, utilization.gpu [%], memory.used [MiB], power.draw [W]';

  test.each([
    ['with units', `${names}\n0, ${uuid(1)}, 41 %, 1024 MiB, 71.52 W\n`],
    ['without units', `${names}\n0, ${uuid(1)}, 41, 1024, 71.52\n`],
    ['with a comma for the decimals', `${names}\n0, ${uuid(1)}, 41 %, 1024 MiB, 71,52 W\n`],
    [
      'of Windows',
      `\ufeff${names.replaceAll('\n', '')}\r\n0, ${uuid(1)}, 41 %, 1024 MiB, 71.52 W\r\n`,
    ],
    ['without spaces', `${names.replaceAll(', ', ',')}\n0,${uuid(1)},41 %,1024 MiB,71.52 W\n`],
  ])('%s', (_, text) => {
    expect(cardsOf(text)[0]).toMatchObject({
      uuid: uuid(1),
      utilisationPercent: 41,
      memory: { usedMiB: 1_024 },
      power: { drawWatts: 71.52 },
    });
  });

  test('of one field', () => {
    expect(cardsOf(`uuid\n${uuid(1)}\n${uuid(2)}\n`).map((one) => one.uuid)).toEqual([
      uuid(1),
      uuid(2),
    ]);
    expect(cardsOf('temperature.gpu\n41\n')[0]?.temperatureCelsius).toBe(41);
    expect(readSmiOutput('hello\nworld\n').kind).toBe('absent');
    expect(readSmiOutput('hello,world\n1,2\n').kind).toBe('absent');
  });

  test('without its header nobody can tell what the values are', () => {
    expect(readSmiOutput(`0, ${uuid(1)}, 41 %, 1024 MiB\n`).kind).toBe('absent');
  });

  test('with a line that was cut off: the others are told', () => {
    const log = logOf(`${names}\n0, ${uuid(1)}, 41 %, 1024 MiB, 71.52 W\n1, ${uuid(2)}, 4`);
    expect(log).toMatchObject({ truncated: true });
    expect(log.gpus).toHaveLength(1);
  });

  test('with a broken card among others', () => {
    const broken = `1, ${uuid(2)}, [Unknown Error], [GPU requires reset], [N/A]`;
    const cards = cardsOf(`${names}\n0, ${uuid(1)}, 41 %, 1024 MiB, 71.52 W\n${broken}\n`);
    expect(cards.map(symptomsOf)).toEqual([[], ['gpu.unknown_error', 'gpu.recovery_action']]);
  });
});

describe('fake tools of AMD', () => {
  const readings = (text: string) => readAmdOutput(text)?.gpus.map(readGpu) ?? [];

  test('amd-smi monitor --json', () => {
    const text = JSON.stringify([
      {
        gpu: 0,
        xcp: 0,
        power_usage: { value: 512, unit: 'W' },
        hotspot_temperature: { value: 61, unit: 'C' },
        gfx: { value: 41, unit: '%' },
        vram_used: { value: 180_000, unit: 'MB' },
        vram_total: { value: 196_592, unit: 'MB' },
      },
    ]);
    expect(readings(text)[0]).toMatchObject({
      utilisationPercent: 41,
      temperatureCelsius: 61,
      power: { drawWatts: 512 },
      memory: { usedMiB: 171_661 },
    });
  });

  test('amd-smi list --json, as a list and under gpu_data', () => {
    const card = { gpu: 3, bdf: '0000:c1:00.0', uuid: '74ff74a1-0000-1000-80fb', partition_id: 0 };
    for (const text of [[card], { gpu_data: [card] }]) {
      expect(readings(JSON.stringify(text))[0]).toMatchObject({
        bus: '0000:c1:00',
        uuid: '74ff74a1-0000-1000-80fb',
      });
    }
  });

  test('amd-smi metric --json of a card that is slowed down', () => {
    const throttle = {
      prochot_violation_status: 'NOT ACTIVE',
      ppt_violation_status: 'ACTIVE',
      socket_thermal_violation_status: 'NOT ACTIVE',
      hbm_thermal_violation_status: 'ACTIVE',
    };
    const [hot] = readings(JSON.stringify({ gpu_data: [{ gpu: 0, throttle }] }));
    expect(symptomsOf(hot)).toEqual(['gpu.throttle_thermal']);
    const cool = { ...throttle, hbm_thermal_violation_status: 'NOT ACTIVE' };
    expect(symptomsOf(readings(JSON.stringify([{ gpu: 0, throttle: cool }]))[0])).toEqual([]);
  });

  test('amd-smi metric without --json', () => {
    const text = `GPU: 0
    USAGE:
        GFX_ACTIVITY: 41 %
        UMC_ACTIVITY: 3 %
        VCN_ACTIVITY: [0 %, N/A]
    POWER:
        SOCKET_POWER: 512 W
    TEMPERATURE:
        EDGE: N/A
        HOTSPOT: 61 °C
    ECC:
        TOTAL_CORRECTABLE_COUNT: 0
        TOTAL_UNCORRECTABLE_COUNT: 1

GPU: 1
    USAGE:
        GFX_ACTIVITY: 0 %
`;
    const cards = readings(text);
    expect(cards[0]).toMatchObject({
      utilisationPercent: 41,
      temperatureCelsius: 61,
      power: { drawWatts: 512 },
      eccVolatile: { uncorrectable: 1 },
    });
    expect(cards[1]).toMatchObject({ utilisationPercent: 0 });
  });

  test('rocm-smi --csv', () => {
    const text =
      'device,Temperature (Sensor junction) (C),GPU use (%),VRAM Total Memory (B),VRAM Total Used Memory (B)\ncard0,61.0,41,206141652992,104857600\ncard1,44.0,0,206141652992,10485760\n\n';
    expect(readings(text)).toMatchObject([
      { temperatureCelsius: 61, utilisationPercent: 41, memory: { usedMiB: 100 } },
      { temperatureCelsius: 44, utilisationPercent: 0, memory: { usedMiB: 10 } },
    ]);
  });
});
