import { describe, expect, test } from 'vitest';
import { gpuProbe } from '../../../probes/gpu/index.ts';
import { gpuOptions } from '../../../probes/gpu/options.ts';
import type { Link } from '../../../src/chain/types.ts';

const uuid = 'GPU-5a1dbf0c-3e72-4c0b-9c55-0d6f7b1c2a01';
const link = (parts: Partial<Link>): Link => ({
  id: 'x',
  kind: 'gpu',
  needs: [],
  labels: {},
  probes: [],
  ...parts,
});

describe('gpuProbe', () => {
  test.each([
    [undefined, {}],
    [uuid, { uuid }],
    ['3', { index: 3 }],
    ['0000:06:00.0', { pci: '0000:06:00.0' }],
    ['somewhere', null],
  ])('infers from the address %s', (address, options) => {
    const parts = address === undefined ? {} : { address };
    expect(gpuProbe.infer(link(parts))).toEqual(options);
  });

  test('infers nothing for other kinds', () => {
    expect(gpuProbe.infer(link({ kind: 'host', address: '3' }))).toBeNull();
  });

  test('takes a target as people name cards', () => {
    expect(gpuProbe.fromTarget('all')).toEqual({});
    expect(gpuProbe.fromTarget(' 0 ')).toEqual({ index: 0 });
    expect(() => gpuProbe.fromTarget('rtx')).toThrow('gpu: "rtx" names no GPU');
  });

  test('gives the command', () => {
    expect(gpuProbe.command(gpuOptions.parse({}))).toBe('nvidia-smi -q -x');
    expect(gpuProbe.command(gpuOptions.parse({ binary: '/opt/my gpu/smi' }))).toBe(
      "'/opt/my gpu/smi' -q -x",
    );
  });

  test.each([
    { uuid: 'GPU-1' },
    { uuid, index: 0 },
    { kernelLog: 'auto' },
    { lookbackMs: 0 },
    { expects: {} },
    { expect: { count: 0 } },
  ])('refuses %j', (options) => {
    expect(gpuOptions.safeParse(options).success).toBe(false);
  });

  test('options that were read once can be read again', () => {
    const once = gpuOptions.parse({ uuid, expect: { count: 2 } });
    expect(gpuOptions.parse(once)).toEqual(once);
  });
});
