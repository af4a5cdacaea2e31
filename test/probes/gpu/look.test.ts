import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { gpuProbe } from '../../../probes/gpu/index.ts';
import { gpuOptions } from '../../../probes/gpu/options.ts';
import { healthyGpu } from '../../../src/sandbox/gpu/fake-gpu.ts';
import {
  gpuLost,
  type ProgramOutput,
  smiFailures,
  xidLine,
} from '../../../src/sandbox/gpu/smi-output.ts';
import { localVantage } from '../../../src/vantage/local.ts';
import type { ExecResult, Vantage } from '../../../src/vantage/types.ts';
import { cards, fakeSmi, script, smiDocument } from '../../support/fake-smi.ts';
import { lookContext, strikingOut } from '../../support/look-context.ts';
import { until } from '../../support/processes.ts';
import { scratch } from '../../support/scratch.ts';
import { expectSound } from '../../support/sound-finding.ts';

/** Looks at a fake nvidia-smi that prints this, with no kernel log unless the options name one. */
async function look(output: string | ProgramOutput, options: object = {}, context = lookContext()) {
  const { stdout, exitCode } =
    typeof output === 'string' ? { stdout: output, exitCode: 0 } : output;
  const binary = await fakeSmi(stdout, exitCode);
  const all = gpuOptions.parse({ binary, kernelLog: 'off', trustProcesses: true, ...options });
  const finding = await gpuProbe.look(all, context);
  expectSound(gpuProbe, finding);
  return finding;
}

/** A log file with these XIDs, each as long ago as it says. */
async function kernelLog(
  ...xids: readonly { bus: string; code: number; agoMs?: number }[]
): Promise<string> {
  const path = join(await scratch(), 'kern.log');
  const lines = xids.map(({ bus, code, agoMs = 1_000 }) =>
    xidLine(
      { pciBusId: bus, code, words: 'as logged', pid: 42, processName: 'server' },
      new Date(Date.now() - agoMs),
    ),
  );
  await writeFile(path, lines.join(''));
  return path;
}

const ownBus = '00000000:06:00.0';

describe('a healthy machine', () => {
  test('with one card: facts, measures and phases', async () => {
    const finding = await look(smiDocument());
    expect(finding).toMatchObject({
      outcome: 'ok',
      symptom: null,
      summary: 'NVIDIA H100 80GB HBM3, 41 °C, 37 % busy',
      facts: {
        driver: '580.95.05',
        cuda: '13.0',
        gpus: 1,
        'gpu.uuid': 'GPU-5a1dbf0c-3e72-4c0b-9c55-0d6f7b1c2a01',
        'gpu.pcie': 'generation 5 of 5, 16x of 16x',
        'gpu.processes': 'inference-server (4211, 61190 MiB)',
        'gpu.ecc_uncorrectable_volatile': 0,
      },
    });
    expect(finding.measures).toContainEqual({
      name: 'gpu.memory_used',
      value: 61_204 * 1_048_576,
      unit: 'bytes',
    });
    expect(finding.phases?.wait).toBeGreaterThan(0);
  });

  test('with eight cards: each has its own facts', async () => {
    const { outcome, summary, facts, measures } = await look(smiDocument(...cards(8)));
    expect({ outcome, summary }).toEqual({ outcome: 'ok', summary: '8 GPUs, 41 °C' });
    expect(facts?.['GPU-5a1dbf07.pci']).toBe('0000:08:00');
    expect(measures?.map(({ name }) => name)).toContain('GPU-5a1dbf03.temperature');
    expect(Object.keys(facts ?? {}).length).toBeLessThan(200);
  });

  test('with cards that cannot be told apart by the start of their UUID', async () => {
    const twins = cards(2).map((card) => ({ ...card, uuid: healthyGpu().uuid }));
    const { facts } = await look(smiDocument(...twins));
    expect(facts).toMatchObject({
      '0000:01:00.name': expect.anything(),
      '0000:02:00.name': expect.anything(),
    });
  });
});

describe('nvidia-smi fails', () => {
  test('it is not installed', async () => {
    const options = gpuOptions.parse({ binary: '/nowhere/nvidia-smi', kernelLog: 'off' });
    expect(await gpuProbe.look(options, lookContext())).toMatchObject({
      outcome: 'unknown',
      symptom: 'gpu.smi_missing',
    });
  });

  test('it may not be run', async () => {
    const path = join(await scratch(), 'nvidia-smi');
    await writeFile(path, '', { mode: 0o644 });
    const options = gpuOptions.parse({ binary: path, kernelLog: 'off' });
    expect(await gpuProbe.look(options, lookContext())).toMatchObject({
      outcome: 'unknown',
      symptom: 'self.permission',
    });
  });

  test.each([
    ['gpu.driver_not_loaded', smiFailures.driverNotLoaded],
    ['gpu.library_mismatch', smiFailures.libraryMismatch],
    ['gpu.no_devices', smiFailures.noDevices],
    ['gpu.unknown_error', smiFailures.unknownError],
    ['gpu.lost', gpuLost(ownBus)],
    ['gpu.smi_failed', { stdout: 'what?', exitCode: 77 }],
    ['gpu.smi_failed', { stdout: '<!DOCTYPE x [<!ENTITY a "b">]><nvidia_smi_log/>', exitCode: 0 }],
  ])('%s, and what it said is kept', async (symptom, output) => {
    const finding = await look(output);
    expect(finding).toMatchObject({ outcome: 'failed', symptom });
    expect(finding.evidence?.length).toBeGreaterThan(1);
  });

  test('it hangs: within the deadline, and it is ended', { timeout: 120_000 }, async () => {
    const binary = await script(await scratch(), "trap '' TERM; sleep 30");
    const options = gpuOptions.parse({ binary, kernelLog: 'off' });
    // On a machine that is late itself nothing is told for sure.
    await until(async () => {
      const finding = await gpuProbe.look(options, lookContext({ deadlineMs: 4_000 }));
      return finding.outcome === 'failed' && finding.symptom === 'gpu.smi_hung';
    });
  });

  test('it hangs as everything else does there: that is not the driver', async () => {
    const binary = await script(await scratch(), 'sleep 30');
    const options = gpuOptions.parse({ binary, kernelLog: 'off' });
    const timedOut = { kind: 'timed-out', pid: null, stillRunning: true, state: null } as const;
    const silent = (deadlineMs: number) =>
      new Promise<ExecResult>((resolve) => {
        setTimeout(() => resolve({ ...timedOut, stdout: '', stderr: '' }), deadlineMs);
      });
    const vantage: Vantage = {
      ...localVantage,
      name: 'fake-silent',
      exec: (_, { deadlineMs }) => silent(deadlineMs),
    };
    const finding = await gpuProbe.look(options, lookContext({ vantage, deadlineMs: 1_500 }));
    expect(finding).toMatchObject({
      outcome: 'unknown',
      symptom: 'self.vantage',
      summary: 'no program ends on fake-silent',
    });
  });

  test('a vantage that is lost blames nobody', async () => {
    const lost = { kind: 'lost', message: 'ssh: the session is gone' } as const;
    const vantage: Vantage = { ...localVantage, exec: () => Promise.resolve(lost) };
    const options = gpuOptions.parse({ kernelLog: 'off' });
    expect(await gpuProbe.look(options, lookContext({ vantage }))).toMatchObject({
      outcome: 'unknown',
      symptom: 'self.vantage',
    });
  });

  test('it dies while it writes', async () => {
    const stdout = smiDocument(...cards(2)).slice(0, 15_000);
    const finding = await look({ stdout, exitCode: 139 }, { expect: { count: 2 } });
    expect(finding).toMatchObject({ outcome: 'failed', symptom: 'gpu.smi_failed' });
    expect(finding.facts?.['smi.warning']).toContain('cut off');
  });

  test('the look is cancelled', async () => {
    const cancelled = new AbortController();
    const looking = look(smiDocument(), {}, lookContext({ signal: cancelled.signal }));
    cancelled.abort();
    expect(await looking).toMatchObject({ outcome: 'unknown', symptom: 'self.cancelled' });
  });
});

describe('the cards that are looked for', () => {
  test('are counted', async () => {
    const finding = await look(smiDocument(...cards(7)), { expect: { count: 8 } });
    expect(finding).toMatchObject({ symptom: 'gpu.count_low', summary: '7 of 8 expected GPUs' });
  });

  test.each([
    { uuid: 'GPU-5a1dbf01-3e72-4c0b-9c55-0d6f7b1c2a01' },
    { index: 1 },
    { pci: '0000:02:00.0' },
  ])('are chosen by %j', async (selection) => {
    const [one, two, three] = cards(3);
    if (!one || !two || !three) throw new Error('no cards');
    const sick = { ...one, recoveryAction: 'Reset' } as const;
    const finding = await look(smiDocument(sick, two, three), selection);
    expect(finding).toMatchObject({ outcome: 'ok', facts: { 'gpu.pci': '0000:02:00', gpus: 3 } });
    const other = await look(smiDocument(one, { ...two, recoveryAction: 'Reset' }), selection);
    expect(other.symptom).toBe('gpu.recovery_action');
  });

  test('may not be there', async () => {
    const uuid = 'GPU-ffffffff-3e72-4c0b-9c55-0d6f7b1c2a01';
    expect(await look(smiDocument(), { uuid })).toMatchObject({ symptom: 'gpu.count_low' });
  });

  test('say which of several is sick', async () => {
    const [one, two] = cards(2);
    if (!one || !two) throw new Error('no cards');
    const { symptom, summary } = await look(
      smiDocument(one, { ...two, throttle: ['hw_slowdown'] }),
    );
    expect(symptom).toBe('gpu.throttle_hw');
    expect(summary).toBe('GPU-5a1dbf01: hardware slowdown, 1980 MHz');
  });

  test('are not lost when another one is', async () => {
    const stdout = gpuLost('00000000:C1:00.0').stdout + smiDocument();
    const lost = { stdout, exitCode: 15 };
    expect(await look(lost, { pci: ownBus })).toMatchObject({ outcome: 'ok' });
    expect(await look(lost)).toMatchObject({ symptom: 'gpu.lost' });
    expect(await look(gpuLost('00000000:C1:00.0'), { pci: ownBus })).toMatchObject({
      symptom: 'gpu.smi_failed',
    });
  });
});

describe('XIDs of the kernel log', () => {
  test('that call for a reset, with the line and what to do', async () => {
    const log = await kernelLog(
      { bus: ownBus, code: 119, agoMs: 8_000 },
      { bus: ownBus, code: 119 },
    );
    const finding = await look(smiDocument(), { kernelLog: log });
    expect(finding).toMatchObject({
      outcome: 'failed',
      symptom: 'gpu.xid',
      facts: { xids: '119 (2)', kernel_log: log },
    });
    expect(finding.evidence?.join('\n')).toMatch(/XID 119: reset the GPU.*pid=42, name=server/s);
  });

  test('of an application only degrade', async () => {
    const log = await kernelLog({ bus: ownBus, code: 13 }, { bus: ownBus, code: 43 });
    expect(await look(smiDocument(), { kernelLog: log })).toMatchObject({
      outcome: 'degraded',
      symptom: 'gpu.xid_app',
    });
  });

  test('that only inform are a fact', async () => {
    const log = await kernelLog({ bus: ownBus, code: 63 });
    const finding = await look(smiDocument(), { kernelLog: log });
    expect(finding).toMatchObject({ outcome: 'ok', facts: { xids: '63 (1)' } });
  });

  test('older than the lookback do not count', async () => {
    const log = await kernelLog({ bus: ownBus, code: 48, agoMs: 700_000 });
    expect(await look(smiDocument(), { kernelLog: log })).toMatchObject({ outcome: 'ok' });
    const longer = { kernelLog: log, lookbackMs: 800_000 };
    expect(await look(smiDocument(), longer)).toMatchObject({ symptom: 'gpu.xid' });
  });

  test('of another card do not count', async () => {
    const log = await kernelLog({ bus: '00000000:09:00.0', code: 48 });
    const options = { kernelLog: log, uuid: healthyGpu().uuid };
    expect(await look(smiDocument(), options)).toMatchObject({ outcome: 'ok' });
  });

  test('tell that a card which is no longer listed fell off the bus', async () => {
    const log = await kernelLog({ bus: '00000000:02:00.0', code: 79 });
    const [one, two] = cards(2);
    if (!one || !two) throw new Error('no cards');
    const finding = await look(smiDocument(one), { kernelLog: log, uuid: two.uuid });
    expect(finding).toMatchObject({ symptom: 'gpu.lost', alsoSeen: ['gpu.xid', 'gpu.count_low'] });
  });

  test('are told apart by where each card was last, when nvidia-smi lists none any more', async () => {
    const [one, two] = cards(2);
    if (!one || !two) throw new Error('no cards');
    const directory = await scratch();
    const output = join(directory, 'output');
    const binary = await script(directory, `cat '${output}'; test -e '${directory}/ok'`);
    const log = await kernelLog({ bus: two.pciBusId, code: 79 });
    const lookAtBoth = () =>
      Promise.all(
        [one, two].map(({ uuid }) =>
          gpuProbe.look(gpuOptions.parse({ binary, uuid, kernelLog: log }), lookContext()),
        ),
      );
    await writeFile(output, smiDocument(one, two));
    await lookAtBoth();
    await writeFile(output, gpuLost(two.pciBusId).stdout);
    const [first, second] = await lookAtBoth();
    expect(first).toMatchObject({ symptom: 'gpu.smi_failed', outcome: 'failed' });
    expect(first?.alsoSeen).toBeUndefined();
    expect(second).toMatchObject({ symptom: 'gpu.lost', alsoSeen: ['gpu.xid'] });
  });

  test('are a fact where the log cannot be read', async () => {
    const finding = await look(smiDocument(), { kernelLog: '/nowhere/kern.log' });
    expect(finding.outcome).toBe('ok');
    expect(finding.facts?.kernel_log).toContain('no such file');
  });
});

test('memory held by nobody counts only where all processes can be seen', async () => {
  const gpu = healthyGpu({ utilisationPercent: 0, processes: [] });
  expect(await look(smiDocument(gpu))).toMatchObject({ symptom: 'gpu.memory_orphaned' });
  // A container's own /proc, where process 2 is some program.
  const vantage = { ...localVantage, readFile: () => Promise.resolve(Buffer.from('sh\n')) };
  const context = lookContext({ vantage });
  expect(await look(smiDocument(gpu), { trustProcesses: false }, context)).toMatchObject({
    outcome: 'ok',
    facts: { 'gpu.orphaned_mib': 61_204 },
  });
});

test('secrets in names are struck out', async () => {
  const gpu = healthyGpu({ processes: [{ pid: 1, name: 'serve-hunter2', usedMiB: 61_000 }] });
  const finding = await look(
    smiDocument(gpu),
    {},
    lookContext({ redactor: strikingOut('hunter2') }),
  );
  expect(JSON.stringify(finding)).not.toContain('hunter2');
  expect(finding.facts?.['gpu.processes']).toContain('serve-‹redacted›');
});

test('what a hostile tool and log say does no harm', async () => {
  const hostile = '\u001b[2J\u009b31m\u202egnp.exe\u200b hunter2 ';
  const document = smiDocument(...cards(2))
    .replace(
      /(uuid|performance_state|gpu_recovery_action|process_name|driver_version)>/g,
      `$1>${hostile}`,
    )
    .replaceAll(`</uuid>${hostile}`, '</uuid>');
  const path = join(await scratch(), 'kern.log');
  await writeFile(path, `${new Date().toISOString()} NVRM: Xid (PCI:0000:01:00): 119, ${hostile}`);
  const context = lookContext({ redactor: strikingOut('hunter2') });
  for (const output of [document, `Unknown Error ${hostile}`, hostile.repeat(9_000)]) {
    const finding = await look({ stdout: output, exitCode: 1 }, { kernelLog: path }, context);
    expect(JSON.stringify(finding)).not.toContain('hunter2');
    expect(JSON.stringify(finding)).toContain('‹redacted›');
  }
});
