import { expect, test } from 'vitest';
import { readCardList } from '../../../../probes/gpu/smi-forms/card-list.ts';
import { readNvlink } from '../../../../probes/gpu/smi-forms/nvlink.ts';

test('states and speeds', () => {
  const [one, two] = readNvlink(
    'GPU 0: NVIDIA A100 (UUID: GPU-1)\n\t Link 0: 25 GB/s\n\t Link 1: <inactive>\nGPU 1: NVIDIA H200 (UUID: GPU-2)\nNvlink queries are not supported for Devices in MIG mode\n',
  );
  expect(one).toMatchObject({
    card: { index: 0, name: 'NVIDIA A100', uuid: 'GPU-1' },
    links: [
      { link: 0, state: 'active', gigabytesPerSecond: 25 },
      { link: 1, state: 'inactive' },
    ],
    remark: null,
  });
  expect(two?.links).toEqual([]);
  expect(two?.remark).toContain('not supported');
});

test('counters of errors', () => {
  const [card] = readNvlink(
    'GPU 0: X (UUID: GPU-1)\n Link 0: Replay Errors: 3\n Link 0: CRC Errors: 0\n Link 1: Replay Errors: N/A\n Link 2: odd',
  );
  expect(card?.links.map(({ errors }) => Object.fromEntries(errors))).toEqual([
    { 'Replay Errors': 3, 'CRC Errors': 0 },
    {},
  ]);
  expect(card?.unread).toEqual(['Link 2: odd']);
});

test('nvidia-smi -L with the parts of a split card', () => {
  const [card] = readCardList(
    'GPU 0: NVIDIA H200 (UUID: GPU-0)\n  MIG 1c.3g.71gb  Device  0: (UUID: MIG-0)\n  MIG 1g.18gb     Device  3: (UUID: MIG-3)\n',
  );
  expect(card?.parts).toEqual([
    { profile: '1c.3g.71gb', index: 0, uuid: 'MIG-0' },
    { profile: '1g.18gb', index: 3, uuid: 'MIG-3' },
  ]);
});
