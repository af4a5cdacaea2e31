import { expect, test } from 'vitest';
import { gpuProbe } from '../../../../probes/gpu/index.ts';
import { gpuOptions } from '../../../../probes/gpu/options.ts';
import { fakeMachine } from '../../../support/fake-machine.ts';
import { lookContext } from '../../../support/look-context.ts';
import { expectSound } from '../../../support/sound-finding.ts';

async function look(
  binary: string,
  programs: Readonly<Record<string, string>>,
  options: object = {},
) {
  const { vantage, ran } = fakeMachine(programs);
  const all = gpuOptions.parse({ binary, kernelLog: 'off', ...options });
  const finding = await gpuProbe.look(all, lookContext({ vantage }));
  expectSound(gpuProbe, finding);
  return { finding, ran };
}

const metric = (uncorrectable: number) =>
  JSON.stringify([
    {
      gpu: 0,
      usage: { gfx_activity: { value: 41, unit: '%' } },
      temperature: { hotspot: { value: 61, unit: 'C' } },
      ecc: { total_uncorrectable_count: uncorrectable, total_correctable_count: 7 },
    },
  ]);
const amdSmi = (uncorrectable: number) => ({
  'amd-smi metric --json': metric(uncorrectable),
  'amd-smi static --json': JSON.stringify([
    { gpu: 0, asic: { market_name: 'AMD Instinct MI300X' }, driver: { version: '6.10.5' } },
  ]),
  'amd-smi process --json': JSON.stringify([
    {
      gpu: 0,
      process_list: [
        {
          process_info: {
            name: 'python',
            pid: 77,
            memory_usage: { vram_mem: { value: 2_097_152, unit: 'B' } },
          },
        },
      ],
    },
  ]),
});

test('amd-smi is asked three questions, and its cards have the same facts', async () => {
  const { finding, ran } = await look('amd-smi', amdSmi(0));
  expect(finding).toMatchObject({
    outcome: 'ok',
    summary: 'AMD Instinct MI300X, 61 °C, 41 % busy',
    facts: { driver: '6.10.5', 'gpu.processes': 'python (77, 2 MiB)' },
  });
  expect(ran.filter((command) => command.startsWith('amd-smi'))).toEqual(Object.keys(amdSmi(0)));
});

test('and the same symptoms', async () => {
  expect((await look('amd-smi', amdSmi(3))).finding.symptom).toBe('gpu.ecc_uncorrected');
  const { finding } = await look('amd-smi', amdSmi(0), { expect: { count: 8 } });
  expect(finding.symptom).toBe('gpu.count_low');
  const failed = await look('rocm-smi', {
    'rocm-smi -a --json': 'ERROR:root:Driver not initialized (amdgpu not found in modules)',
  });
  expect(failed.finding.symptom).toBe('gpu.driver_not_loaded');
});

test("and what the driver logged of this link's card alone", async () => {
  const at = new Date(Date.now() - 30_000).toISOString();
  const dmesg = `${at} node kernel: amdgpu 0000:c1:00.0: amdgpu: GPU Recovery Failed: -110\n`;
  const lookAt = (bus: string) => {
    const told = JSON.stringify([{ gpu: 0, bus: { bdf: `0000:${bus}:00.0` } }]);
    const programs = { ...amdSmi(0), 'amd-smi static --json': told, dmesg };
    return look('amd-smi', programs, { kernelLog: undefined, index: 0 });
  };
  const { finding } = await lookAt('c1');
  expect(finding).toMatchObject({
    symptom: 'gpu.xid',
    summary: 'the driver could not reset the GPU',
  });
  expect(finding.evidence).toContain('the driver could not reset the GPU: restart the machine');
  expect((await lookAt('05')).finding.symptom).toBeNull();
});

test('the command that a person would type', () => {
  const command = (binary: string) => gpuProbe.command(gpuOptions.parse({ binary }));
  expect(command('amd-smi')).toBe('amd-smi metric --json');
  expect(command('rocm-smi')).toBe('rocm-smi -a --json');
  expect(command('nvidia-smi')).toBe('nvidia-smi -q -x');
});
