import { hostname } from 'node:os';
import { describe, expect, test } from 'vitest';
import { hostProbe } from '../../../probes/host/index.ts';
import { readPortably } from '../../../probes/host/portable.ts';
import type { Link } from '../../../src/chain/types.ts';
import { lookContext } from '../../support/look-context.ts';

const link = (parts: Partial<Link>): Link => ({
  id: 'h',
  kind: 'host',
  needs: [],
  labels: {},
  probes: [],
  ...parts,
});

describe('inferred', () => {
  test.each([undefined, 'localhost', '127.0.0.1', hostname()])('for %s', (address) => {
    expect(hostProbe.infer(link(address === undefined ? {} : { address }))).toEqual({});
  });

  test('never for a machine elsewhere, nor for another kind', () => {
    expect(hostProbe.infer(link({ address: '192.0.2.7' }))).toBeNull();
    expect(hostProbe.infer(link({ kind: 'process' }))).toBeNull();
  });
});

test('targets', () => {
  expect(hostProbe.fromTarget('localhost')).toEqual({});
  expect(hostProbe.fromTarget('/data')).toEqual({ mounts: ['/data'] });
  expect(() => hostProbe.fromTarget('example.com')).toThrow('"example.com" is not this machine');
});

test('the command repeats what was read', () => {
  const options = hostProbe.options.parse({ mounts: ['/a b'], kernelLog: '/var/log/kern.log' });
  const command = hostProbe.command(options);
  expect(command).toContain("df -hT '/a b'; df -i '/a b'");
  expect(command).toContain('cat /var/log/kern.log | grep');
});

test('this machine itself can be looked at', async () => {
  const finding = await hostProbe.look(hostProbe.options.parse({}), lookContext());
  expect(finding.outcome).not.toBe('unknown');
  expect(finding.facts?.cores).toBeGreaterThan(0);
  expect(finding.measures?.map(({ name }) => name)).toContain('memory_available');
});

test('where there is no /proc, the portable readings stand in', async () => {
  const { memory, load, fileSystems } = await readPortably();
  expect(memory?.availableBytes).toBeGreaterThan(0);
  expect(load?.one).toBeGreaterThanOrEqual(0);
  expect(fileSystems.find(({ mount }) => mount.point === '/')?.sizeBytes).toBeGreaterThan(0);
});
