import { describe, expect, test } from 'vitest';
import { gpuProbe } from '../../../../probes/gpu/index.ts';
import { gpuOptions } from '../../../../probes/gpu/options.ts';
import { fakeMachine } from '../../../support/fake-machine.ts';
import { cards, smiDocument } from '../../../support/fake-smi.ts';
import { lookContext } from '../../../support/look-context.ts';
import { expectSound } from '../../../support/sound-finding.ts';

const query = 'nvidia-smi -q -x';
/** Process 2 of the machine itself. */
const wholeMachine = { '/proc/2/comm': 'kthreadd\n' };

/** As lspci prints it for a card, with its driver or none. */
const onBus = (place: string, driver = 'nvidia', revision = 'a1') =>
  [
    `${place} 3D controller [0302]: NVIDIA Corporation GH100 [H100 SXM5 80GB] [10de:2330] (rev ${revision})`,
    '\tSubsystem: NVIDIA Corporation GH100 [H100 SXM5 80GB] [10de:16c1]',
    ...(driver === '' ? [] : [`\tKernel driver in use: ${driver}`]),
    '\tKernel modules: nouveau, nvidia_drm, nvidia',
  ].join('\n');
const others = [
  '0000:00:00.0 Host bridge [0600]: Intel Corporation Device [8086:09a2]',
  '0000:07:00.0 Bridge [0680]: NVIDIA Corporation GH100 [H100 NVSwitch] [10de:22a3] (rev a1)',
  '\tKernel driver in use: nvidia-nvswitch',
  '0000:08:00.1 Audio device [0403]: NVIDIA Corporation Device [10de:22ba] (rev a1)',
].join('\n');

async function look(
  bus: readonly string[],
  options: object = {},
  files: Readonly<Record<string, string>> = wholeMachine,
) {
  const programs = {
    [query]: smiDocument(...cards(2)),
    'lspci -Dnnk': [others, ...bus].join('\n'),
  };
  const { vantage } = fakeMachine(programs, files);
  const all = gpuOptions.parse({ kernelLog: 'off', aroundEveryMs: 0, ...options });
  const finding = await gpuProbe.look(all, lookContext({ vantage }));
  expectSound(gpuProbe, finding);
  return finding;
}

const [first, second, third] = ['0000:01:00.0', '0000:02:00.0', '0000:03:00.0'] as const;

describe('cards on the PCI bus', () => {
  test('that are listed are a fact', async () => {
    const finding = await look([onBus(first), onBus(second)]);
    expect(finding).toMatchObject({ outcome: 'ok', facts: { 'pci.gpus': 2 } });
  });

  test('one that is not listed is missing, though nobody said how many there should be', async () => {
    const finding = await look([onBus(first), onBus(second), onBus(third, '')]);
    expect(finding).toMatchObject({
      outcome: 'failed',
      symptom: 'gpu.count_low',
      summary: '0000:03:00 on the PCI bus, not listed',
      facts: { 'pci.gpus': 3, 'pci.not_listed': '0000:03:00 (no driver)' },
    });
  });

  test('one whose registers are gone fell off the bus', async () => {
    const finding = await look([onBus(first), onBus(second), onBus(third, 'nvidia', 'ff')]);
    expect(finding).toMatchObject({ outcome: 'failed', symptom: 'gpu.lost' });
  });

  test('one that sleeps and is listed is well', async () => {
    expect(await look([onBus(first), onBus(second, 'nvidia', 'ff')])).toMatchObject({
      outcome: 'ok',
    });
  });

  test.each<[string, readonly string[], object, Readonly<Record<string, string>>]>([
    ['handed to a virtual machine', [onBus(third, 'vfio-pci')], {}, wholeMachine],
    ['seen from a container', [onBus(third, '')], {}, {}],
    [
      'of another job',
      [onBus(third)],
      {},
      { ...wholeMachine, '/proc/self/cgroup': '0::/system.slice/slurmstepd.scope/job_7\n' },
    ],
    ['that nobody expects', [onBus(third, '')], { expect: { count: 2 } }, wholeMachine],
    ['virtual, beside its card', [onBus('0000:01:00.4'), onBus('0000:01:01.0')], {}, wholeMachine],
    ['where it is not looked at', [onBus(third, '')], { pciBus: 'off' }, wholeMachine],
    ['of another link', [onBus(third, '')], { index: 0 }, wholeMachine],
  ])('one more %s is no fault', async (_, more, options, files) => {
    const finding = await look([onBus(first), onBus(second), ...more], options, files);
    expect(finding).toMatchObject({ outcome: 'ok', symptom: null });
  });

  test('are told where the driver tells nothing', async () => {
    const failed = { stdout: 'No devices were found\n', exitCode: 6 };
    const programs = { [query]: failed, 'lspci -Dnnk': onBus(first, 'nouveau') };
    const { vantage } = fakeMachine(programs, wholeMachine);
    const options = gpuOptions.parse({ kernelLog: 'off', aroundEveryMs: 0 });
    expect(await gpuProbe.look(options, lookContext({ vantage }))).toMatchObject({
      symptom: 'gpu.no_devices',
      facts: { 'pci.gpus': 1, 'pci.not_listed': '0000:01:00 (nouveau)' },
    });
  });
});
