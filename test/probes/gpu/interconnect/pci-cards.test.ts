import { expect, test } from 'vitest';
import { readPciCards } from '../../../../probes/gpu/interconnect/pci-cards.ts';

test('cards of both vendors, with and without domain, numbers and drivers', () => {
  const text = [
    '06:00.0 3D controller: NVIDIA Corporation GA102GL [A10] (rev a1)',
    '\tKernel driver in use: nvidia',
    '0008:01:00.0 3D controller [0302]: NVIDIA Corporation Device [10de:2941] (rev a1)',
    '0000:c1:00.0 Processing accelerators [1200]: Advanced Micro Devices, Inc. [AMD/ATI] Aqua Vanjaram [Instinct MI300X] [1002:74a1]',
    '\tKernel driver in use: amdgpu',
    '0000:05:00.0 VGA compatible controller [0300]: ASPEED Technology, Inc. ASPEED Graphics Family [1a03:2000] (rev 52)',
    '\tKernel driver in use: ast',
    '0000:07:00.0 PCI bridge [0604]: NVIDIA Corporation Device [10de:22b2]',
  ].join('\n');
  expect(readPciCards(text)).toEqual([
    expect.objectContaining({ bus: '0000:06:00', vendor: 'nvidia', driver: 'nvidia' }),
    expect.objectContaining({ bus: '0008:01:00', vendor: 'nvidia', driver: null }),
    expect.objectContaining({ bus: '0000:c1:00', vendor: 'amd', driver: 'amdgpu' }),
  ]);
});

test('cards of one bus are cards where none has a number beyond 0', () => {
  const line = (place: string) => `0000:${place} 3D controller [0302]: NVIDIA A100 [10de:20b0]`;
  expect(readPciCards(['10:1c.0', '10:1d.0'].map(line).join('\n'))).toHaveLength(2);
  expect(readPciCards(['10:00.0', '10:00.4', '10:01.0'].map(line).join('\n'))).toHaveLength(1);
});

test.each(['', '\n\n', 'lspci: Cannot open /proc', '\tKernel driver in use: nvidia'])(
  '%j holds no card',
  (text) => expect(readPciCards(text)).toEqual([]),
);
