import { describe, expect, test } from 'vitest';
import { readGpu } from '../../../../probes/gpu/gpu-reading.ts';
import { readSmiOutput } from '../../../../probes/gpu/smi-forms/index.ts';
import { smiDocument } from '../../../support/fake-smi.ts';

function read(text: string) {
  const output = readSmiOutput(text);
  if (output.kind !== 'read') throw new Error(`not read: ${JSON.stringify(output)}`);
  return output;
}

const uuid = 'GPU-5a1dbf0c-3e72-4c0b-9c55-0d6f7b1c2a01';

const queryText = `
==============NVSMI LOG==============

Driver Version                 : 470.82.01
Attached GPUs                  : 2
GPU 00000000:06:00.0
    Product Name               : NVIDIA A100
    GPU UUID                   : ${uuid}
    MIG Mode
        Current                : Enabled
        Pending                : Enabled
    MIG Device
        Index                  : 0
    MIG Device
        Index                  : 1
    PCI
        Bus Id                 : 00000000:06:00.0
        GPU Link Info
            PCIe Generation
                Max            : 4
                Current        : 1
            Link Width
                Max            : 16x
                Current        : 8x
    Performance State          : P0
    Clocks Throttle Reasons
        Idle                   : Not Active
        HW Slowdown            : Active
            HW Power Brake Slowdown : Active
    FB Memory Usage
        Total                  : 40536 MiB
        Used                   : 30 MiB
    Utilization
        Gpu                    : 12 %
    ECC Errors
        Volatile
            SRAM Uncorrectable SEC-DED : 2
            DRAM Uncorrectable : 1
    Retired Pages
        Single Bit ECC         : 3
        Pending Page Blacklist : Yes
    Remapped Rows
        Pending                : Yes
        Remapping Failure Occurred : No
    Temperature
        GPU Current Temp       : 41 C
    Clocks
        SM                     : 1410 MHz
        Memory                 : 1215 MHz
    A Section Of Tomorrow
        Its Value              : 7 : 8
    Processes
        GPU instance ID        : 1
        Process ID             : 4211
            Type               : C
            Name               : python a : b
            Used GPU Memory    : 11 MiB
        Process ID             : 4212
            Type               : C
            Name               : other
            Used GPU Memory    : 12 MiB
`;

describe('nvidia-smi -q', () => {
  const { form, log } = read(queryText);
  const card = readGpu(log.gpus[0] ?? new Map());

  test('says what the document says', () => {
    expect(form).toBe('query text');
    expect(card).toMatchObject({
      uuid,
      name: 'NVIDIA A100',
      bus: '0000:06:00',
      throttle: ['hw_slowdown', 'hw_power_brake_slowdown'],
      pcie: { generation: 1, maxGeneration: 4, width: 8, maxWidth: 16 },
      memory: { totalMiB: 40_536, usedMiB: 30 },
      mig: { mode: 'Enabled', devices: 2 },
      eccVolatile: { uncorrectable: 3 },
      rows: { pending: true, failed: false },
      pages: { pending: true, retired: 3 },
      temperatureCelsius: 41,
      smClockMHz: 1_410,
      processes: [
        { pid: 4_211, name: 'python a : b', usedMiB: 11 },
        { pid: 4_212, name: 'other', usedMiB: 12 },
      ],
    });
  });

  test('keeps fields that nobody knows', () => {
    expect(log.gpus[0]?.get('a_section_of_tomorrow.its_value')?.raw).toBe('7 : 8');
  });

  test('is cut off where it lists fewer cards than it counts', () => {
    expect(log).toMatchObject({
      truncated: true,
      warnings: ['2 cards are attached, 1 is told of'],
    });
  });
});

describe('--query-gpu --format=csv', () => {
  test('with units in header and values, and names of two ages', () => {
    const { form, log } = read(
      [
        'name, uuid, pci.bus_id, memory.used [MiB], utilization.gpu [%], clocks_throttle_reasons.hw_slowdown, clocks_event_reasons.sw_power_cap, power.draw [W], some.new_field [W/s]',
        `NVIDIA H100, ${uuid}, 00000000:06:00.0, 55 MiB, [Unknown Error], Active, Active, [N/A], 3`,
      ].join('\n'),
    );
    expect(form).toBe('csv');
    const card = readGpu(log.gpus[0] ?? new Map());
    expect(card).toMatchObject({ uuid, memory: { usedMiB: 55 }, utilisationPercent: null });
    expect(card.throttle).toEqual(['hw_slowdown', 'sw_power_cap']);
    expect(card.fields.get('utilization.gpu_util')?.missing).toBe('unknown error');
    expect(card.fields.get('some.new_field')).toEqual({ raw: '3', number: 3, unit: 'W/s' });
  });

  test('a comma in the name of a process belongs to it', () => {
    const { log } = read(
      'gpu_uuid, pid, process_name, used_gpu_memory [MiB]\nGPU-1, 7, a, b, 3 MiB\n',
    );
    expect(log.gpus[0]?.get('process_name')?.raw).toBe('a, b');
  });

  test('a line of another length is told', () => {
    expect(read('uuid, pstate\nGPU-1\nGPU-2, P0\n').log).toMatchObject({
      truncated: true,
      gpus: { length: 1 },
    });
  });
});

test('the table of a bare nvidia-smi', () => {
  const table = `Fri Jul  3 22:22:26 2026
+-----------------------------------------------------------------------------+
| NVIDIA-SMI 390.48                 Driver Version: 390.48                    |
|-------------------------------+----------------------+----------------------+
| GPU  Name        Persistence-M| Bus-Id        Disp.A | Volatile Uncorr. ECC |
| Fan  Temp  Perf  Pwr:Usage/Cap|         Memory-Usage | GPU-Util  Compute M. |
|===============================+======================+======================|
|   0  Tesla V100-PCIE...  On   | 00000000:06:00.0 Off |                    2 |
| N/A   41C    P0    98W / 250W |  16200MiB / 16280MiB |    97%   E. Process  |
+-------------------------------+----------------------+----------------------+
|   1  Tesla V100-PCIE...  On   | 00000000:07:00.0 Off |                 ERR! |
|ERR!  ERR!   ERR!   N/A / ERR! |   GPU is lost        |   ERR!      Default  |
+-------------------------------+----------------------+----------------------+
| Processes:                                                       GPU Memory |
|  GPU       PID   Type   Process name                             Usage      |
|=============================================================================|
|    0      4211      C   python serve.py                            16190MiB |
+-----------------------------------------------------------------------------+`;
  const { form, log } = read(table);
  expect(form).toBe('table');
  expect(log.fields.get('driver_version')?.raw).toBe('390.48');
  expect(log.gpus.map(readGpu)).toMatchObject([
    {
      name: 'Tesla V100-PCIE...',
      bus: '0000:06:00',
      temperatureCelsius: 41,
      utilisationPercent: 97,
      memory: { usedMiB: 16_200, totalMiB: 16_280 },
      power: { drawWatts: 98, limitWatts: 250 },
      eccVolatile: { uncorrectable: 2 },
      processes: [{ pid: 4_211, name: 'python serve.py', usedMiB: 16_190 }],
    },
    { bus: '0000:07:00', eccVolatile: { uncorrectable: null } },
  ]);
});

test('the document is preferred, and other text is none of them', () => {
  expect(read(smiDocument()).form).toBe('xml');
  expect(readSmiOutput('No devices were found\n')).toEqual({ kind: 'absent' });
  expect(readSmiOutput('a, b and c\nd, e')).toEqual({ kind: 'absent' });
});
