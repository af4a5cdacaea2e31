import { expect, test } from 'vitest';
import { readInfiniband } from '../../../../probes/gpu/interconnect/infiniband.ts';

test('ibstat, with adapters of two ports', () => {
  const ports = readInfiniband(
    "CA 'mlx5_0'\n\tCA type: MT4129\n\tNumber of ports: 2\n\tPort 1:\n\t\tState: Active\n\t\tPhysical state: LinkUp\n\t\tRate: 400\n\t\tLink layer: InfiniBand\n\tPort 2:\n\t\tState: Down\n\t\tPhysical state: Polling\n\t\tRate: 10\n\t\tLink layer: InfiniBand\nCA 'mlx5_1'\n\tCA type: MT4125\n\tPort 1:\n\t\tState: Initializing\n\t\tPhysical state: LinkUp\n\t\tRate: 100\n",
  );
  expect(ports).toMatchObject([
    { device: 'mlx5_0', port: 1, state: 'active', physicalState: 'linkup', rateGbps: 400 },
    { device: 'mlx5_0', port: 2, state: 'down', physicalState: 'polling', layer: 'InfiniBand' },
    { device: 'mlx5_1', port: 1, state: 'initializing', rateGbps: 100, layer: '' },
  ]);
  expect(ports[0]?.fields.get('ca_type')).toBe('MT4129');
});

test('ibstatus', () => {
  const ports = readInfiniband(
    "Infiniband device 'mlx5_3' port 1 status:\n\tbase lid:\t 0x33bf\n\tstate:\t\t 4: ACTIVE\n\tphys state:\t 5: LinkUp\n\trate:\t\t 200 Gb/sec (4X HDR)\n\tlink_layer:\t InfiniBand\n",
  );
  expect(ports).toMatchObject([
    { device: 'mlx5_3', port: 1, state: 'active', physicalState: 'linkup', rateGbps: 200 },
  ]);
});

test('anything else has no ports', () => {
  expect(readInfiniband('No InfiniBand\nState: Active\n')).toEqual([]);
});
