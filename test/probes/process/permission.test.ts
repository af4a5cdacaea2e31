import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Finding } from '../../../probes/probe.ts';
import { processProbe } from '../../../probes/process/index.ts';
import { lookContext } from '../../support/look-context.ts';
import { needsRoot } from '../../support/needs.ts';
import { Processes } from '../../support/processes.ts';

/** The user and the group `nobody`, which own nothing. */
const NOBODY = 65_534;

let directory: string;
const processes = new Processes();

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'weaklink-permission-'));
  chmodSync(directory, 0o755);
});

afterEach(async () => {
  await processes.endAll();
  rmSync(directory, { recursive: true, force: true });
});

/** Looks as the user `nobody`: group 0 too would see through `hidepid`. */
async function lookAsNobody(options: object): Promise<Finding> {
  const groups = process.getgroups?.() ?? [];
  process.setgroups?.([]);
  process.setegid?.(NOBODY);
  process.seteuid?.(NOBODY);
  try {
    return await processProbe.look(processProbe.options.parse(options), lookContext());
  } finally {
    process.seteuid?.(0);
    process.setegid?.(0);
    process.setgroups?.(groups);
  }
}

test.runIf(needsRoot())(
  'a pid file that may not be read says nothing about the process',
  async () => {
    const pidFile = join(directory, 'secret.pid');
    writeFileSync(pidFile, '1', { mode: 0o600 });
    expect(await lookAsNobody({ pidFile })).toMatchObject({
      outcome: 'unknown',
      symptom: 'self.permission',
    });
  },
);

test.runIf(needsRoot())('the process of another user is seen, its open files are not', async () => {
  const pid = await processes.start('sleep', ['600']);
  const finding = await lookAsNobody({ pid });
  expect(finding).toMatchObject({ outcome: 'ok', facts: { pid, openFiles: null } });
});

test.runIf(needsRoot())(
  'where /proc hides the processes of others, none is called absent',
  async () => {
    const pid = await processes.start('sleep', ['600']);
    execFileSync('mount', ['-t', 'proc', '-o', 'hidepid=2', 'proc', directory]);
    try {
      expect(await lookAsNobody({ pid, procRoot: directory })).toMatchObject({
        outcome: 'unknown',
        symptom: 'self.permission',
      });
      expect(await lookAsNobody({ name: 'sleep', procRoot: directory })).toMatchObject({
        symptom: 'self.permission',
      });
    } finally {
      execFileSync('umount', [directory]);
    }
  },
);
