import { describe, expect, test } from 'vitest';
import { readCdi } from '../../../probes/gpu/around/cdi.ts';
import { gpuProbe } from '../../../probes/gpu/index.ts';
import { gpuOptions } from '../../../probes/gpu/options.ts';
import { type FakeMachine, fakeMachine } from '../../support/fake-machine.ts';
import { cards, smiDocument } from '../../support/fake-smi.ts';
import { lookContext } from '../../support/look-context.ts';
import { expectSound } from '../../support/sound-finding.ts';

const query = 'nvidia-smi -q -x';
const two = cards(2);
const [first, second] = two.map(({ uuid }) => uuid);

async function look({ vantage }: FakeMachine, options: object = {}) {
  const all = gpuOptions.parse({ kernelLog: 'off', aroundEveryMs: 0, ...options });
  const finding = await gpuProbe.look(all, lookContext({ vantage }));
  expectSound(gpuProbe, finding);
  return finding;
}

/** The document with a section of a fabric for every card. */
const withFabric = (state: string, status = 'Success') =>
  smiDocument(...two).replaceAll(
    /<fabric>[\s\S]*?<\/fabric>/g,
    `<fabric><state>${state}</state><status>${status}</status></fabric>`,
  );

describe('NVLinks', () => {
  const status = (...up: readonly number[]) =>
    [first, second]
      .map((uuid, card) => {
        const links = Array.from({ length: 4 }, (_, link) =>
          link < (up[card] ?? 0) ? `\t Link ${link}: 25 GB/s` : `\t Link ${link}: <inactive>`,
        );
        return [`GPU ${card}: NVIDIA H100 (UUID: ${uuid})`, ...links].join('\n');
      })
      .join('\n');
  const errors = (count: number) => `GPU 0: X (UUID: ${first})\n\t Link 0: CRC Errors: ${count}`;
  const machine = (...up: readonly number[]) =>
    fakeMachine({
      [query]: smiDocument(...two),
      'nvidia-smi nvlink --status': status(...up),
      'nvidia-smi nvlink -e': errors(7),
    });

  test('that lead nowhere by design are a fact', async () => {
    const finding = await look(machine(3, 3), { infiniband: { ports: 1 }, nvlink: 'auto' });
    expect(finding.facts?.[`${first?.slice(0, 12)}.nvlinks`]).toBe('3 of 4 up');
    expect(finding.alsoSeen ?? []).not.toContain('gpu.nvlink_down');
  });

  test('fewer than were up before, or than are expected', async () => {
    const worse = machine(4, 4);
    expect(await look(worse)).toMatchObject({ outcome: 'ok' });
    worse.print('nvidia-smi nvlink --status', status(4, 3));
    expect(await look(worse)).toMatchObject({
      outcome: 'degraded',
      symptom: 'gpu.nvlink_down',
      summary: `${second?.slice(0, 12)}: 3 of 4 NVLinks`,
    });
    const options = { expect: { nvlinks: 18 } };
    expect(await look(machine(4, 4), options)).toMatchObject({ symptom: 'gpu.nvlink_down' });
  });

  test('errors that grow', async () => {
    const worse = machine(4, 4);
    await look(worse);
    worse.print('nvidia-smi nvlink -e', errors(9));
    expect(await look(worse)).toMatchObject({ symptom: 'gpu.nvlink_errors' });
    expect(await look(worse)).toMatchObject({ outcome: 'ok' });
  });

  test('are asked for no more often than the options say', async () => {
    const quiet = machine(4, 4);
    const options = { aroundEveryMs: 60_000, lookbackMs: 61_000 };
    for (let times = 0; times < 3; times += 1) await look(quiet, options);
    expect(quiet.ran.filter((command) => command === query)).toHaveLength(3);
    expect(quiet.ran.filter((command) => command.includes('--status'))).toHaveLength(1);
  });
});

describe('the fabric', () => {
  test('set up', async () => {
    expect(await look(fakeMachine({ [query]: withFabric('Completed') }))).toMatchObject({
      outcome: 'ok',
    });
  });

  test('not set up, because its manager does not run', async () => {
    const machine = fakeMachine({
      [query]: withFabric('In Progress'),
      'systemctl is-active nvidia-fabricmanager': { stdout: 'failed\n', exitCode: 3 },
    });
    const finding = await look(machine);
    expect(finding).toMatchObject({
      outcome: 'failed',
      symptom: 'gpu.fabric_not_ready',
      facts: { fabric_manager: 'failed' },
    });
    expect(finding.evidence?.join('\n')).toContain('the fabric manager is failed');
  });

  test('with a status other than success', async () => {
    const machine = fakeMachine({ [query]: withFabric('Completed', 'Insufficient Resources') });
    expect(await look(machine)).toMatchObject({ symptom: 'gpu.fabric_not_ready' });
  });

  test('with a fatal error of a switch in the log of its manager', async () => {
    const [, month, day, year, time] = new Date(Date.now() - 5_000).toString().split(' ');
    const line = `[${month} ${day} ${year} ${time}] [ERROR] [tid 1] detected NVSwitch fatal error 20034 on fid 0 on NVSwitch pci bus id 00000000:86:00.0 physical id 3 port 61`;
    const machine = fakeMachine({
      [query]: withFabric('Completed'),
      'tail -c 262144 -- /var/log/fabricmanager.log': line,
    });
    expect(await look(machine)).toMatchObject({
      symptom: 'gpu.sxid',
      facts: { 'fabric.switch_errors': 1 },
    });
  });
});

describe('InfiniBand', () => {
  const port = (state: string, physical: string, device = 'mlx5_0') =>
    `CA '${device}'\n\tPort 1:\n\t\tState: ${state}\n\t\tPhysical state: ${physical}\n\t\tRate: 400\n\t\tLink layer: InfiniBand\n`;

  test.each([
    ['Active', 'LinkUp', 'ok'],
    ['Down', 'Disabled', 'ok'],
    ['Down', 'Polling', 'degraded'],
    ['Initializing', 'LinkUp', 'degraded'],
  ])('%s and %s: %s', async (state, physical, outcome) => {
    const machine = fakeMachine({ [query]: smiDocument(), ibstat: port(state, physical) });
    expect(await look(machine, { infiniband: {} })).toMatchObject({ outcome });
  });

  test('fewer active ports than expected, or slower ones', async () => {
    const machine = fakeMachine({ [query]: smiDocument(), ibstat: port('Active', 'LinkUp') });
    const down = { symptom: 'gpu.infiniband_down' };
    expect(await look(machine, { infiniband: { ports: 2 } })).toMatchObject(down);
    expect(await look(machine, { infiniband: { ports: 1, rateGbps: 800 } })).toMatchObject(down);
    expect(await look(machine, { infiniband: { ports: 1, rateGbps: 400 } })).toMatchObject({
      outcome: 'ok',
    });
  });

  test('by the files of the kernel, where there is no tool', async () => {
    const folder = '/sys/class/infiniband/mlx5_4/ports/1';
    const machine = fakeMachine(
      { [query]: smiDocument(), 'ls /sys/class/infiniband': 'mlx5_4\n' },
      {
        [`${folder}/state`]: '1: DOWN\n',
        [`${folder}/phys_state`]: '2: Polling\n',
        [`${folder}/rate`]: '10 Gb/sec (4X SDR)\n',
        [`${folder}/link_layer`]: 'InfiniBand\n',
      },
    );
    const finding = await look(machine, { infiniband: {} });
    expect(finding.summary).toBe('mlx5_4 port 1 is down (polling)');
  });

  test('is not looked at unless the options ask', async () => {
    const machine = fakeMachine({ [query]: smiDocument(), ibstat: port('Down', 'Polling') });
    expect(await look(machine)).toMatchObject({ outcome: 'ok' });
  });
});

describe('what gives cards to containers', () => {
  const cdi = (version: string) =>
    `cdiVersion: 0.5.0\nkind: nvidia.com/gpu\ndevices:\n- name: "0"\n  containerEdits:\n    deviceNodes: []\n- name: all\ncontainerEdits:\n  mounts:\n  - hostPath: /usr/lib/libcuda.so.${version}\n`;
  const info = 'NVRM version:   580.95.05\nCUDA version:   13.0\n';
  const toolkit = { 'nvidia-container-cli info': info, 'ls /etc/cdi': 'nvidia.yaml\n' };
  const machine = (programs: object, version = '580.95.05') =>
    fakeMachine({ [query]: smiDocument(), ...programs }, { '/etc/cdi/nvidia.yaml': cdi(version) });

  test('works', async () => {
    expect(await look(machine(toolkit), { containers: true })).toMatchObject({
      outcome: 'ok',
      facts: {
        container_toolkit: 'works, driver 580.95.05',
        'cdi./etc/cdi/nvidia.yaml': '2 devices',
      },
    });
  });

  test.each<[string, object, string]>([
    ['is of another driver', toolkit, '535.129.03'],
    [
      'fails',
      { 'nvidia-container-cli info': { stderr: 'nvml error: driver not loaded', exitCode: 1 } },
      '580.95.05',
    ],
    ['is not there', {}, '580.95.05'],
  ])('%s', async (_, programs, version) => {
    const finding = await look(machine(programs, version), { containers: true });
    expect(finding).toMatchObject({ outcome: 'degraded', symptom: 'gpu.container_toolkit' });
  });

  test('a CDI file about something else is none of ours', () => {
    expect(readCdi('/etc/cdi/x.yaml', 'kind: vendor.com/net\ndevices: []')).toBeNull();
    expect(
      readCdi('x.json', '{"kind": "nvidia.com/gpu", "devices": [{\n"name": "0"\n}]}'),
    ).toMatchObject({
      devices: ['0'],
    });
  });
});

describe('what is expected', () => {
  const machine = fakeMachine({ [query]: smiDocument(...two) });

  test.each<[object, string]>([
    [{ count: 1 }, 'gpu.count_high'],
    [{ type: 'A100' }, 'gpu.type_mismatch'],
    [{ driver: '570' }, 'gpu.version_mismatch'],
    [{ cuda: '12.4' }, 'gpu.version_mismatch'],
    [{ count: 3 }, 'gpu.count_low'],
  ])('%j', async (expected, symptom) => {
    expect(await look(machine, { expect: expected })).toMatchObject({ symptom });
  });

  test('and present', async () => {
    const expected = { count: 2, type: 'h100', driver: '580', cuda: '13.0' };
    expect(await look(machine, { expect: expected })).toMatchObject({ outcome: 'ok' });
  });

  test('MIG profiles, in any order', async () => {
    const list = `GPU 0: X (UUID: ${first})\n  MIG 1g.18gb Device 0: (UUID: MIG-0)\n  MIG 3g.71gb Device 1: (UUID: MIG-1)\n`;
    const split = fakeMachine({ [query]: smiDocument(...two), 'nvidia-smi -L': list });
    const of = (...migProfiles: readonly string[]) =>
      look(split, { uuid: first, expect: { migProfiles } });
    expect(await of('3g.71gb', '1g.18gb')).toMatchObject({ outcome: 'ok' });
    expect(await of('1g.18gb', '1g.18gb')).toMatchObject({ symptom: 'gpu.mig_mismatch' });
  });
});
