import { expect, test } from 'vitest';
import { readDisks, readInterfaces } from '../../../../scripts/captures/readers/host.ts';
import { readPortFiles } from '../../../../scripts/captures/readers/interconnect.ts';

const card = (ifname: string, operstate: string, more: object = {}) => ({
  ...{ ifname, operstate, flags: ['UP'], mtu: 1_500, link_type: 'ether' },
  ...more,
});

test('disks, as JSON and as pairs', () => {
  const device = { name: 'nvme0n1', type: 'disk', size: 3e12, rm: false, ro: false, serial: 'S1' };
  expect(readDisks(JSON.stringify({ blockdevices: [device] }))).toMatchObject({
    ...{ inText: 1, kept: 1, lost: [], unknown: ['serial'] },
    facts: ['1 disks', 'nvme0n1 3000 GB'],
  });
  const pairs = 'NAME="/dev/sda" TYPE="disk" SIZE="1000" RM="0"\nNAME="/dev/sda1" TYPE="part"\n';
  expect(readDisks(pairs)).toMatchObject({ inText: 1, kept: 1, lost: [] });
  for (const other of ['', '{"blockdevices":[]}', 'NAME MAJ:MIN\nsda 8:0'])
    expect(readDisks(other)).toBeNull();
});

test('interfaces have to work where the files of the system name them or a bond of theirs', () => {
  const intf_status = [
    card('eth0', 'UP'),
    card('eth1', 'DOWN'),
    card('bond0', 'DOWN'),
    card('lo', 'UNKNOWN'),
  ];
  const read = (intf_ifcfg: object) => readInterfaces(JSON.stringify({ intf_status, intf_ifcfg }));
  expect(read({ eth0: {} })).toMatchObject({ inText: 3, kept: 3, lost: [], symptoms: [] });
  expect(read({ eth0: { MASTER: 'bond0' } })?.symptoms).toEqual(['host.link_down']);
  expect(read({ eth7: null })?.symptoms).toEqual(['host.link_down']);
  expect(readInterfaces(JSON.stringify([card('eth0', 'UP', { qdisc: 'mq' })]))).toMatchObject({
    facts: ['eth0 works (MTU 1500)'],
    unknown: ['qdisc'],
  });
  expect(readInterfaces('[]')).toBeNull();
  const others = [
    card('lo', 'UNKNOWN', { link_type: 'loopback' }),
    card('sit0', 'DOWN', { link_type: 'sit' }),
  ];
  expect(readInterfaces(JSON.stringify(others))).toBeNull();
  expect(readInterfaces(JSON.stringify([card('eth0', 'UP'), ...others]))?.lost).toEqual([]);
});

test('files of /sys about InfiniBand ports', () => {
  const files = (state: string) => {
    const at = '/sys/bus/pci/devices/0000:4b:00.0/infiniband/mlx5_2';
    const told = { state, phys_state: '5: LinkUp\n', rate: '200 Gb/sec (4X HDR)\n', lid: '0x1\n' };
    return JSON.stringify(
      Object.fromEntries(
        Object.entries(told).map(([name, text]) => [`${at}/ports/1/${name}`, text]),
      ),
      null,
      2,
    );
  };
  expect(readPortFiles(files('4: ACTIVE\n'))).toMatchObject({
    ...{ lost: [], symptoms: [], unknown: ['lid'], inText: 3 },
  });
  expect(readPortFiles(files('2: INIT\n'))?.symptoms).toEqual(['gpu.infiniband_down']);
  expect(readPortFiles('{"a":"/infiniband/"}')).toBeNull();
});
