import { describe, expect, test } from 'vitest';
import { normaliseBus, readGpu } from '../../../probes/gpu/gpu-reading.ts';
import { readSmiLog } from '../../../probes/gpu/smi-log.ts';
import { healthyGpu } from '../../../src/sandbox/gpu/fake-gpu.ts';
import { renderNvidiaSmiXml } from '../../../src/sandbox/gpu/render-nvidia-smi.ts';
import { smiDocument } from '../../support/fake-smi.ts';

function readCard(document: string) {
  const reading = readSmiLog(document);
  const [fields] = reading.kind === 'read' ? reading.log.gpus : [];
  if (!fields) throw new Error('no card');
  return readGpu(fields);
}

const card = (body: string) =>
  readCard(`<nvidia_smi_log><gpu id="x">${body}</gpu></nvidia_smi_log>`);

describe('readGpu', () => {
  test('reads a whole card', () => {
    expect(readCard(smiDocument())).toMatchObject({
      uuid: 'GPU-5a1dbf0c-3e72-4c0b-9c55-0d6f7b1c2a01',
      name: 'NVIDIA H100 80GB HBM3',
      bus: '0000:06:00',
      performanceState: 'P0',
      temperatureCelsius: 41,
      fanPercent: null,
      power: { drawWatts: 182.4, limitWatts: 700, defaultLimitWatts: 700 },
      utilisationPercent: 37,
      memory: { totalMiB: 81_559, usedMiB: 61_204, reservedMiB: 551, freeMiB: 19_804 },
      smClockMHz: 1_980,
      pcie: { generation: 5, maxGeneration: 5, width: 16, maxWidth: 16 },
      throttle: [],
      eccVolatile: { uncorrectable: 0, correctable: 0 },
      recoveryAction: 'None',
      mig: { mode: 'Disabled', devices: 0 },
      processes: [{ pid: 4_211, name: 'inference-server', type: 'C', usedMiB: 61_190 }],
    });
  });

  test('reads what drivers of version 12 call otherwise', () => {
    const gpus = [healthyGpu({ recoveryAction: 'Reset', powerDrawWatts: 99 })];
    const at = new Date(0);
    const document = renderNvidiaSmiXml({
      version: 12,
      driverVersion: '535.1',
      cudaVersion: '12.2',
      at,
      gpus,
    });
    expect(readCard(document)).toMatchObject({ recoveryAction: 'Reset', power: { drawWatts: 99 } });
  });

  test('reads the power of old drivers', () => {
    const watts = '<power_draw>53 W</power_draw><power_limit>250 W</power_limit>';
    expect(card(`<power_readings>${watts}</power_readings>`).power).toEqual({
      drawWatts: 53,
      limitWatts: 250,
      defaultLimitWatts: null,
    });
  });

  test.each([
    [
      'double_bit with a total',
      '<double_bit><device_memory>7</device_memory><total>7</total></double_bit>',
    ],
    [
      'double_bit whose total is not told',
      '<double_bit><device_memory>7</device_memory><cbu>N/A</cbu><total>N/A</total></double_bit>',
    ],
    [
      'sram and dram',
      '<sram_uncorrectable>3</sram_uncorrectable><dram_uncorrectable>4</dram_uncorrectable>',
    ],
    [
      'sram in parts',
      '<sram_uncorrectable_parity>1</sram_uncorrectable_parity><sram_uncorrectable_secded>2</sram_uncorrectable_secded><dram_correctable>9</dram_correctable><dram_uncorrectable>4</dram_uncorrectable>',
    ],
  ])('counts uncorrectable errors of the shape %s', (_, counters) => {
    const { eccVolatile, eccAggregate } = card(
      `<ecc_errors><volatile>${counters}</volatile></ecc_errors>`,
    );
    expect(eccVolatile.uncorrectable).toBe(7);
    expect(eccAggregate.uncorrectable).toBeNull();
  });

  test.each(['throttle', 'event'])('reads the reasons of the block clocks_%s_reasons', (word) => {
    const reason = `clocks_${word}_reason_hw_slowdown`;
    const block = `<clocks_${word}_reasons><${reason}>Active</${reason}></clocks_${word}_reasons>`;
    expect(card(block).throttle).toEqual(['hw_slowdown']);
  });

  test('knows nothing of a card that tells nothing', () => {
    expect(card('<uuid>N/A</uuid><processes>N/A</processes>')).toMatchObject({
      uuid: null,
      temperatureCelsius: null,
      eccVolatile: { uncorrectable: null },
      processes: [],
      throttle: [],
    });
  });

  test('counts the parts of a split card', () => {
    const gpu = healthyGpu({ migDevicesMiB: [20_096, 20_096, 40_192] });
    expect(readCard(smiDocument(gpu))).toMatchObject({
      mig: { mode: 'Enabled', devices: 3 },
      utilisationPercent: null,
    });
  });
});

test.each([
  ['00000000:9B:00.0', '0000:9b:00'],
  ['0000:9b:00', '0000:9b:00'],
  ['PCI:0000:9B:00', '0000:9b:00'],
  ['00001580:00:00.0', '1580:00:00'],
  ['00010000:01:00.0', '10000:01:00'],
  ['9b:00', null],
  ['N/A', null],
])('normaliseBus(%s) is %s', (address, bus) => {
  expect(normaliseBus(address)).toBe(bus);
});
