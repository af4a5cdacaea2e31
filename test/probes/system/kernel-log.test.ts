import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readKernelLog } from '../../../probes/system/kernel-log.ts';
import { localVantage } from '../../../src/vantage/local.ts';
import type { Vantage } from '../../../src/vantage/types.ts';
import { lookContext } from '../../support/look-context.ts';

let directory: string;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'weaklink-kernel-log-'));
});
afterAll(() => rmSync(directory, { recursive: true }));

describe('a file', () => {
  test('of a large one, the end is read', async () => {
    const path = join(directory, 'kern.log');
    writeFileSync(path, `first\n${'x'.repeat(2_000_000)}\nlast\n`);
    const log = await readKernelLog(lookContext(), path);
    if (log.kind !== 'read') throw new Error(log.why);
    expect(log.text.endsWith('last\n')).toBe(true);
    expect(log.text.length).toBeLessThan(1_000_000);
  });

  test('of this machine, no program is run for it', async () => {
    const path = join(directory, 'short.log');
    writeFileSync(path, 'all of it\n');
    const vantage = { ...localVantage, exec: () => Promise.reject(new Error('a program was run')) };
    expect(await readKernelLog(lookContext({ vantage }), path)).toMatchObject({
      text: 'all of it\n',
    });
  });

  test('that is missing, or never ends', async () => {
    const missing = await readKernelLog(lookContext(), join(directory, 'none'));
    expect(missing).toMatchObject({
      kind: 'unreadable',
      why: expect.stringContaining('no such file'),
    });
    const pipe = join(directory, 'pipe');
    execFileSync('mkfifo', [pipe]);
    const hanging = await readKernelLog(lookContext({ deadlineMs: 500 }), pipe);
    expect(hanging).toMatchObject({
      kind: 'unreadable',
      why: expect.stringContaining('did not end'),
    });
  });
});

/** Stands in for a machine whose dmesg and journal say these words, by a real program each. */
function machine(programs: Readonly<Record<string, readonly [string, ...string[]]>>): Vantage {
  return {
    ...localVantage,
    exec: ([program], options) => localVantage.exec(programs[program] ?? ['false'], options),
  };
}

const refusing = [
  'sh',
  '-c',
  'echo "dmesg: read kernel buffer failed: Operation not permitted" >&2; exit 1',
] as const;

test.each([
  ['dmesg', machine({ dmesg: ['echo', 'from dmesg'] }), { kind: 'read', text: 'from dmesg\n' }],
  [
    'the journal where dmesg may not be read',
    machine({ dmesg: refusing, journalctl: ['echo', 'from journal'] }),
    { kind: 'read', source: 'journal', text: 'from journal\n' },
  ],
  [
    'nothing where the journal, without permission, is empty',
    machine({ dmesg: refusing, journalctl: ['true'] }),
    { kind: 'unreadable', why: 'dmesg: no permission to read it' },
  ],
  [
    'nothing where there is no such program',
    machine({ dmesg: ['weaklink-no-such-program'] }),
    { kind: 'unreadable', why: 'dmesg: cannot be started (ENOENT)' },
  ],
])('without a file: %s', async (_, vantage, expected) => {
  expect(await readKernelLog(lookContext({ vantage }), undefined)).toMatchObject(expected);
  expect(await readKernelLog(lookContext({ vantage }), '/dev/kmsg')).toMatchObject(expected);
});
