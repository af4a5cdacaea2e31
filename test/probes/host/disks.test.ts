import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { hostProbe } from '../../../probes/host/index.ts';
import type { Finding, LookContext } from '../../../probes/probe.ts';
import { localVantage } from '../../../src/vantage/local.ts';
import type { Vantage } from '../../../src/vantage/types.ts';
import { lookContext } from '../../support/look-context.ts';
import { needsRoot } from '../../support/needs.ts';
import { writeProcTree } from '../../support/proc-tree.ts';

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'weaklink-disk-'));
});

afterEach(() => rmSync(directory, { recursive: true, force: true }));

/** How the real machine does, busy with other tests, is not what is tested here. */
const deafToTheRest = {
  kernelLog: '/dev/null',
  loadPerCore: 1_000,
  ioFullPercent: 100,
  memoryFullPercent: 100,
  memoryStalledPercent: 100,
};

function look(options: object, context: Partial<LookContext> = {}): Promise<Finding> {
  const parsed = hostProbe.options.parse({ ...deafToTheRest, ...options });
  return hostProbe.look(parsed, lookContext(context));
}

describe.runIf(needsRoot())('a real small file system', () => {
  beforeEach(() => mount('size=1m,nr_inodes=16'));
  afterEach(() => void execFileSync('umount', [directory]));

  function mount(options: string): void {
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', directory]);
  }
  function fill(bytes: number): void {
    writeFileSync(join(directory, 'ballast'), Buffer.alloc(bytes));
  }
  const mib = 1_048_576;

  test('empty, it is well', async () => {
    const finding = await look({ mounts: [directory] });
    expect(finding.facts?.[`disk ${directory}`]).toBe('tmpfs, 0.0 % used, 1 MiB left');
    expect(finding.alsoSeen ?? []).not.toContain('host.disk_full');
  });

  test('full', async () => {
    fill(mib);
    expect(await look({ mounts: [directory] })).toMatchObject({
      outcome: 'failed',
      symptom: 'host.disk_full',
      summary: expect.stringContaining('is full: 0 MiB left'),
    });
  });

  test('nearly full', async () => {
    fill(0.96 * mib);
    expect(await look({ mounts: [directory] })).toMatchObject({
      outcome: 'degraded',
      symptom: 'host.disk_nearly_full',
    });
  });

  test('out of inodes, with room for data', async () => {
    const isFull = () => {
      try {
        writeFileSync(join(directory, `f${Math.random()}`), '');
        return false;
      } catch {
        return true;
      }
    };
    while (!isFull());
    expect(await look({ mounts: [directory] })).toMatchObject({
      outcome: 'failed',
      symptom: 'host.inode_full',
    });
  });

  test('turned read-only since the last look, and then never called full', async () => {
    fill(mib);
    await look({ mounts: [directory] });
    execFileSync('mount', ['-o', 'remount,ro', directory]);
    const finding = await look({ mounts: [directory] });
    expect(finding).toMatchObject({ outcome: 'failed', symptom: 'host.readonly_fs' });
    expect(finding.alsoSeen).not.toContain('host.disk_full');
  });

  test('read-only from the start, it is taken to be meant so', async () => {
    execFileSync('mount', ['-o', 'remount,ro', directory]);
    expect((await look({ mounts: [directory] })).symptom).not.toBe('host.readonly_fs');
  });
});

describe('in a fake /proc', () => {
  let options: { readonly procRoot: string; readonly root: string };

  function prepare(mounts: string, fstab = ''): void {
    const procRoot = join(directory, 'proc');
    const root = join(directory, 'root');
    writeProcTree(procRoot, { loadavg: '0.10 0.10 0.10 1/100 5\n', '1/mountinfo': mounts });
    writeProcTree(root, { 'etc/fstab': fstab });
    for (const name of ['data', 'far', 'away']) mkdirSync(join(root, name));
    options = { procRoot, root };
  }

  test('read-only although fstab says otherwise, as after a disk error', async () => {
    const mounts = '1 0 8:1 / /data rw - ext4 /dev/sda ro,errors=remount-ro\n';
    prepare(mounts, '/dev/sda /data ext4 defaults 0 2\n');
    const finding = await look(options);
    expect(finding).toMatchObject({ symptom: 'host.readonly_fs', summary: '/data is read-only' });
  });

  test('read-only as fstab says', async () => {
    prepare('1 0 8:1 / /data ro - ext4 /dev/sda ro\n', '/dev/sda /data ext4 ro 0 2\n');
    expect((await look(options)).symptom).toBeNull();
  });

  const ended = { kind: 'ended', exitCode: 0, signal: null, durationMs: 1 } as const;

  /** Stands in for file systems whose server is gone: asking for their state never ends. */
  function hangingAt(...paths: readonly string[]): { vantage: Vantage; questions: string[][] } {
    const questions: string[][] = [];
    return {
      questions,
      vantage: {
        ...localVantage,
        exec(argv, execOptions) {
          // Others answer at once, however busy the machine of the test is.
          if (argv[0] === 'true') return Promise.resolve({ ...ended, stdout: '', stderr: '' });
          if (argv[0] !== 'stat') return localVantage.exec(argv, execOptions);
          questions.push(argv.filter((word) => word.startsWith(directory)));
          const hangs = argv.some((word) => paths.some((path) => word.endsWith(path)));
          return localVantage.exec(hangs ? ['sleep', '5'] : argv, execOptions);
        },
      },
    };
  }

  test('a remote one that does not answer hides no other one, and is then left alone', async () => {
    prepare(`1 0 8:1 / /data rw - ext4 /dev/sda rw
2 0 0:7 / /far rw - nfs4 server:/far rw
3 0 0:8 / /away rw - cifs //server/away rw
`);
    const { vantage, questions } = hangingAt('/far');
    const context = { vantage, deadlineMs: 3_000 };
    const finding = await look(options, context);
    expect(finding.outcome, 'once may be a busy machine').toBe('ok');
    expect(finding.facts).toMatchObject({ silentMounts: '/far' });
    expect(finding.facts).toHaveProperty('disk /data');
    expect(finding.facts).toHaveProperty('disk /away');
    expect(questions).toHaveLength(3);
    for (const _ of [2, 3]) {
      expect(await look(options, context)).toMatchObject({
        outcome: 'failed',
        symptom: 'host.mount_hung',
        summary: '/far does not answer',
        facts: { silentMounts: '/far' },
      });
    }
    expect(questions.flat().filter((path) => path.endsWith('/far'))).toHaveLength(2);
  });

  test('where the common question hangs, each is asked on its own from then on', async () => {
    prepare(`1 0 8:1 / /data rw - ext4 /dev/sda rw
2 0 0:7 / /far rw - xfs /dev/sdb rw
`);
    const { vantage, questions } = hangingAt('/far');
    const context = { vantage, deadlineMs: 3_000 };
    expect((await look(options, context)).facts).toMatchObject({ silentMounts: '/data /far' });
    const finding = await look(options, context);
    expect(finding.facts).toMatchObject({ silentMounts: '/far' });
    expect(finding.facts).toHaveProperty('disk /data');
    expect(questions.map(({ length }) => length)).toEqual([2, 1, 1]);
  });
});
