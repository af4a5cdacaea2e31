import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { hostProbe } from '../../../probes/host/index.ts';
import type { Finding, LookContext } from '../../../probes/probe.ts';
import { parseKernelSigns } from '../../../probes/system/kernel-signs.ts';
import { systemClock } from '../../../src/platform/clock.ts';
import { canMakeDeadMount, DeadMount } from '../../support/dead-mount.ts';
import { lookAt } from '../../support/look-at.ts';
import { needsRoot } from '../../support/needs.ts';
import { needsPrograms } from '../../support/needs-program.ts';
import { OwnNetwork } from '../../support/own-network.ts';
import { until } from '../../support/processes.ts';
import { scratch } from '../../support/scratch.ts';

/* Real trouble of a real machine: hung, read-only and full file systems, lost links, used-up ports. */

/** How the real machine does, busy with other tests, is not what is tested here. */
const deaf = {
  kernelLog: '/dev/null',
  loadPerCore: 1_000,
  ioFullPercent: 100,
  memoryFullPercent: 100,
  memoryStalledPercent: 100,
  stolenPercent: 100,
};
const look = (options: object, context: Partial<LookContext> = {}): Promise<Finding> =>
  lookAt(hostProbe, { ...deaf, ...options }, context);

const canMakeDisks = needsRoot() && needsPrograms('mkfs.ext4', 'fsfreeze');

/** A clock that is this far ahead of the real one: rounds of programs are 15 s apart. */
const ahead = (ms: number) => ({ ...systemClock, monotonic: () => systemClock.monotonic() + ms });

/** A real ext4 file system in a file; gone when the test ends. */
async function smallDisk(options: string): Promise<{ readonly path: string; device(): string }> {
  const place = await scratch();
  const image = join(place, 'image');
  const path = join(place, 'disk');
  mkdirSync(path);
  execFileSync('truncate', ['-s', '16M', image]);
  execFileSync('mkfs.ext4', ['-q', '-F', image]);
  execFileSync('mount', ['-o', `loop,${options}`, image, path]);
  onTestFinished(() => void execFileSync('umount', ['-l', path]));
  const device = () => {
    const line = readFileSync('/proc/self/mountinfo', 'utf8')
      .split('\n')
      .find((one) => one.includes(` ${path} `));
    return /\/dev\/(\S+)/.exec(line ?? '')?.[1] ?? '';
  };
  return { path, device };
}

describe.runIf(canMakeDeadMount())('a file server', () => {
  test('a server that never answers hangs a program, and neither the look nor this process', async () => {
    const dead = await DeadMount.make();
    onTestFinished(() => dead.remove());
    const context = { deadlineMs: 8_000 };
    const first = await look({ mounts: [dead.path] }, context);
    expect(first.facts).toMatchObject({ silentMounts: dead.path });
    // On a machine that is late itself nothing is told for sure.
    let found = first;
    await until(async () => {
      found = await look({ mounts: [dead.path] }, context);
      return found.symptom === 'host.mount_hung';
    });
    expect(found).toMatchObject({
      outcome: 'failed',
      summary: expect.stringContaining('does not answer'),
    });
    const hungMs = performance.now();
    // Each of the four threads that read files would be taken by one look if they read it themselves.
    await Promise.all([1, 2, 3, 4, 5].map(() => look({ mounts: [dead.path] }, context)));
    expect((await stat('/')).isDirectory()).toBe(true);
    expect(performance.now() - hungMs).toBeLessThan(40_000);
  });
});

describe.runIf(canMakeDisks)('file systems', () => {
  test('ext4 that turned read-only after an error, as its mount and the kernel log tell', async () => {
    const { path, device } = await smallDisk('errors=remount-ro');
    const mounts = { mounts: [path] };
    expect((await look(mounts)).symptom).not.toBe('host.readonly_fs');
    writeFileSync(`/sys/fs/ext4/${device()}/trigger_fs_error`, 'weaklink test');
    await until(async () => (await look(mounts)).symptom === 'host.readonly_fs');
    const log = execFileSync('dmesg', { encoding: 'utf8', maxBuffer: 64 * 1_048_576 });
    const own = log.split('\n').filter((line) => line.includes(`${device()})`));
    const signs = parseKernelSigns(own.slice(-20).join('\n'), { nowMs: 0, uptimeMs: 0 });
    const seen = signs.map(({ kind, thing }) => `${kind} ${thing}`);
    expect(seen).toContain(`read-only ${device()}`);
    expect(seen).toContain(`io-error ${device()}`);
  });

  test('a task that hangs in the kernel, in front of a frozen file system', async () => {
    const { path } = await smallDisk('rw');
    execFileSync('fsfreeze', ['-f', path]);
    const writer = spawn('dd', ['if=/dev/zero', `of=${join(path, 'file')}`, 'count=1'], {
      stdio: 'ignore',
    });
    let isFrozen = true;
    const thaw = () => {
      if (isFrozen) execFileSync('fsfreeze', ['-u', path]);
      isFrozen = false;
    };
    onTestFinished(() => {
      thaw();
      writer.kill('SIGKILL');
    });
    await until(() => / D /.test(readFileSync(`/proc/${writer.pid}/stat`, 'latin1')));
    const options = { mounts: ['/'] };
    const found: (string | null | undefined)[] = [];
    for (const round of [1, 2, 3]) {
      const finding = await look(options, { clock: ahead(round * 20_000) });
      found.push(
        [finding.symptom, ...(finding.alsoSeen ?? [])].find((one) => one === 'host.hung_task'),
      );
      if (round === 3) expect(finding.evidence?.join('\n')).toContain(`dd (${writer.pid})`);
    }
    expect(found).toEqual([undefined, undefined, 'host.hung_task']);
    thaw();
    await new Promise((resolve) => writer.once('exit', resolve));
    const after = await look(options, { clock: ahead(80_000) });
    expect([after.symptom, ...(after.alsoSeen ?? [])]).not.toContain('host.hung_task');
  });
});

describe.runIf(needsRoot() && needsPrograms('ip', 'ss'))('a network of its own', () => {
  function network(): OwnNetwork {
    const own = new OwnNetwork();
    onTestFinished(() => own.remove());
    return own;
  }

  test('an interface that loses its link', async () => {
    const own = network();
    own.run('ip', 'link', 'add', 'eth7', 'type', 'veth', 'peer', 'name', 'eth8');
    own.run('ip', 'link', 'set', 'eth7', 'up');
    own.run('ip', 'link', 'set', 'eth8', 'up');
    const { vantage } = own;
    const first = await look({ mounts: ['/'] }, { vantage });
    expect(first.facts).toMatchObject({ 'link eth7': 'works', 'mtu eth7': 1_500 });
    own.run('ip', 'link', 'set', 'eth8', 'down');
    expect((await look({ mounts: ['/'] }, { vantage })).facts).toMatchObject({
      'link eth7': 'works',
    });
    const later = await look({ mounts: ['/'] }, { vantage, clock: ahead(20_000) });
    expect(later).toMatchObject({ outcome: 'failed', symptom: 'host.link_down' });
    expect(later.evidence?.join('\n')).toContain('eth7 is switched on and has no carrier');
    expect(later.evidence?.join('\n')).toContain('eth8 is switched off');
  });

  test('an interface that should work and is not there', async () => {
    const { vantage } = network();
    const finding = await look({ mounts: ['/'], interfaces: ['ib0'] }, { vantage });
    // Without any interface nobody can tell whether `ip` could be asked.
    expect(finding.symptom).not.toBe('host.link_down');
  });

  test('ports that run out towards one destination', async () => {
    const own = network();
    own.run('sysctl', '-q', '-w', 'net.ipv4.ip_local_port_range=40000 40019');
    const script = `
      const { createServer, connect } = require('node:net');
      const server = createServer(() => {}).listen(7000, '127.0.0.1', () => {
        let left = 20;
        for (let i = 0; i < 20; i += 1) {
          const done = () => { left -= 1; if (left === 0) console.log('full'); };
          connect(7000, '127.0.0.1').on('connect', done).on('error', done);
        }
      });`;
    const { PATH = '' } = process.env;
    const child = spawn('ip', ['netns', 'exec', own.name, process.execPath, '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { PATH },
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    await new Promise((resolve) => child.stdout.once('data', resolve));
    const finding = await look({ mounts: ['/'] }, { vantage: own.vantage });
    expect(finding).toMatchObject({ outcome: 'failed', symptom: 'host.ports_exhausted' });
    expect(finding.summary).toMatch(/of 20 ports taken to 127\.0\.0\.1:7000$/);
  });
});

test.runIf(canMakeDisks)('a full disk among others, and room again', async () => {
  const { path } = await smallDisk('rw');
  const ballast = join(path, 'ballast');
  try {
    writeFileSync(ballast, Buffer.alloc(32 * 1_048_576));
  } catch {
    // Full, as intended.
  }
  expect(await look({ mounts: [path] })).toMatchObject({ symptom: 'host.disk_full' });
  rmSync(ballast);
  expect((await look({ mounts: [path] })).symptom).not.toBe('host.disk_full');
});
