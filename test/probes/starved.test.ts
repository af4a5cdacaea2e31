import { setTimeout as pause } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { gpuProbe } from '../../probes/gpu/index.ts';
import { gpuOptions } from '../../probes/gpu/options.ts';
import { hostProbe } from '../../probes/host/index.ts';
import { hostOptions } from '../../probes/host/options.ts';
import type { Finding } from '../../probes/probe.ts';
import { safe } from '../../src/text/sanitise.ts';
import { VantageLostError } from '../../src/vantage/types.ts';
import { script } from '../support/fake-smi.ts';
import { lookContext } from '../support/look-context.ts';
import { needsRoot } from '../support/needs.ts';
import { needsPrograms } from '../support/needs-program.ts';
import { scratch } from '../support/scratch.ts';
import { sshClient } from '../support/ssh-client.ts';
import type { Sshd } from '../support/sshd.ts';

const canRun = needsRoot() && needsPrograms('sshd', 'ssh', 'ssh-keygen');
/** Milliseconds of each turn that are left to the machine that is starved, and of a turn. */
const rhythms = [
  [25, 500],
  [50, 1_000],
] as const;
const rounds = 2;

/** Lets a machine run for a moment of each turn only, until it is told to stop. */
function starve(sshd: Sshd, aliveMs: number, turnMs: number): () => Promise<void> {
  let isOver = false;
  const starving = (async () => {
    while (!isOver) {
      sshd.signal('SIGSTOP');
      await pause(turnMs - aliveMs);
      sshd.signal('SIGCONT');
      await pause(aliveMs);
    }
    sshd.signal('SIGCONT');
  })();
  return () => {
    isOver = true;
    return starving;
  };
}

/** What the runner of looks makes of it. */
function lost(error: unknown): Finding {
  if (!(error instanceof VantageLostError)) throw error;
  return { outcome: 'unknown', symptom: 'self.vantage', summary: safe`lost` };
}

test.skipIf(!canRun).for(rhythms)(
  'a machine that is left %d of %d ms is accused of nothing that hangs',
  { timeout: 120_000 },
  async ([aliveMs, turnMs]) => {
    const client = await sshClient();
    const sshd = await client.serve();
    const vantage = client.vantage(sshd.port, { backend: 'ssh2' });
    // It takes most of a second of computing, as the real one does on a large machine.
    const busy = 'i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done; sleep 1.5; echo done';
    const binary = await script(await scratch(), busy);
    const gpu = gpuOptions.parse({ binary, kernelLog: 'off' });
    const host = hostOptions.parse({});
    const signs = { loadPerCore: 1_000 };
    await vantage.exec(['true'], { deadlineMs: 20_000, signal: new AbortController().signal });
    const feed = starve(sshd, aliveMs, turnMs);
    onTestFinished(feed);
    for (let round = 0; round < rounds; round += 1) {
      const context = lookContext({ vantage, deadlineMs: 4_000 });
      const found = await Promise.all([
        gpuProbe.look(gpu, context).catch(lost),
        hostProbe.look({ ...host, ...signs }, context).catch(lost),
      ]);
      const symptoms = found.flatMap((one) => [one.symptom, ...(one.alsoSeen ?? [])]);
      expect(symptoms).not.toContain('gpu.smi_hung');
      expect(symptoms).not.toContain('host.mount_hung');
      expect(found[0]).toMatchObject({ outcome: 'unknown', symptom: 'self.vantage' });
    }
  },
);
