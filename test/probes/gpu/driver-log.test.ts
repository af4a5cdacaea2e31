import { describe, expect, test } from 'vitest';
import { parseDriverErrors } from '../../../probes/gpu/driver-log.ts';
import { judgeDriverErrors } from '../../../probes/gpu/judge/driver-errors.ts';

const clock = { nowMs: Date.parse('2026-11-21T03:14:02Z'), uptimeMs: 5_000_000 };
const symptomsOf = (log: string) =>
  judgeDriverErrors(parseDriverErrors(log, clock)).map(({ symptom }) => symptom);

describe("errors that AMD's driver logs", () => {
  test.each<[string, string, string]>([
    [
      'amdgpu 0000:c1:00.0: amdgpu: ring gfx_0.0.0 timeout, signaled seq=5, emitted seq=7',
      'gpu.xid_app',
      '0000:c1:00',
    ],
    [
      'amdgpu 0000:c1:00.0: ring comp_1.0.0 timeout, signaled seq=5, emitted seq=7',
      'gpu.xid_app',
      '0000:c1:00',
    ],
    [
      '[drm:amdgpu_job_timedout [amdgpu]] *ERROR* ring gfx timeout, signaled seq=5, emitted seq=7',
      'gpu.xid_app',
      '',
    ],
    ['amdgpu 0000:c1:00.0: amdgpu: GPU reset begin!. Source:  1', 'gpu.xid_app', '0000:c1:00'],
    ['amdgpu 0000:c1:00.0: amdgpu: GPU Recovery Failed: -110', 'gpu.xid', '0000:c1:00'],
    ['amdgpu 0000:c1:00.0: amdgpu: GPU reset end with ret = -19', 'gpu.xid', '0000:c1:00'],
    [
      'amdgpu 0000:c1:00.0: amdgpu: 2 new uncorrectable hardware errors detected in umc block',
      'gpu.xid',
      '0000:c1:00',
    ],
    ['amdgpu 0000:c1:00.0: amdgpu: device lost from bus!', 'gpu.lost', '0000:c1:00'],
  ])('%s', (message, symptom, bus) => {
    const line = `[ 4940.000000] ${message}`;
    expect(parseDriverErrors(line, clock)).toMatchObject([{ symptom, bus, ageMs: 60_000, line }]);
  });

  test('are no plain words of it, nor those of others', () => {
    const log = [
      'amdgpu 0000:c1:00.0: amdgpu: GPU reset end with ret = 0',
      'amdgpu 0000:c1:00.0: amdgpu: GPU reset(3) succeeded!',
      'amdgpu 0000:c1:00.0: amdgpu: 0 uncorrectable hardware errors detected in total in umc block',
      'amdgpu 0000:c1:00.0: [drm] ring sdma0 uses VM inv eng 12 on hub 0',
      'nouveau 0000:01:00.0: GPU reset begin!',
    ];
    expect(symptomsOf(log.join('\n'))).toEqual([]);
  });

  test('are told once for each kind, with how often', () => {
    const stuck = 'amdgpu 0000:c1:00.0: ring gfx_0.0.0 timeout, signaled seq=5, emitted seq=7';
    const signs = judgeDriverErrors(parseDriverErrors(`${stuck}\n${stuck}\n`, clock));
    expect(signs).toEqual([
      { symptom: 'gpu.xid_app', words: 'the work of a program got stuck (2 times)' },
    ]);
  });

  test('keeps the newest of very many', () => {
    const log = Array.from({ length: 500 }, (_, i) => `[ ${i}.0] amdgpu: GPU reset begin! ${i}`);
    const errors = parseDriverErrors(log.join('\n'), clock);
    expect(errors).toHaveLength(200);
    expect(errors.at(-1)?.line).toContain('499');
  });
});

describe("errors that NVIDIA's driver logs beside XIDs", () => {
  test.each<[string, string]>([
    ['NVRM: GPU 0000:3b:00.0: RmInitAdapter failed! (0x26:0x56:1474)', '0000:3b:00'],
    ['NVRM: GPU 0000:3b:00.0: rm_init_adapter failed, device minor number 2', '0000:3b:00'],
    ['NVRM: RmInitAdapter failed! (0x25:0x28:1148)', ''],
  ])('%s', (message, bus) => {
    const line = `[ 4940.000000] ${message}`;
    const expected = { symptom: 'gpu.xid', meaning: 'the driver could not start the GPU', bus };
    expect(parseDriverErrors(line, clock)).toMatchObject([{ ...expected, ageMs: 60_000, line }]);
  });

  test('are no lines of its start, nor XIDs', () => {
    const log = [
      'NVRM: loading NVIDIA UNIX x86_64 Kernel Module  580.95.05',
      'NVRM: Xid (PCI:0000:3b:00): 79, pid=1, GPU has fallen off the bus.',
      'NVRM: GPU at PCI:0000:3b:00: GPU-5a1dbf00-3e72-4c0b-9c55-0d6f7b1c2a01',
    ];
    expect(symptomsOf(log.join('\n'))).toEqual([]);
  });
});
