import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { localVantage } from '../../src/vantage/local.ts';
import type { Vantage } from '../../src/vantage/types.ts';
import { needsRoot } from '../support/needs.ts';
import { needsPrograms } from '../support/needs-program.ts';
import { until } from '../support/processes.ts';
import { scratch } from '../support/scratch.ts';
import { sshClient } from '../support/ssh-client.ts';
import { standStill } from '../support/stand-still.ts';

const deadlineMs = 4_000;

/** Runs a short program, and stands still from when it runs until long after its deadline. */
async function runWhileStandingStill(vantage: Vantage) {
  const begun = join(await scratch(), 'begun');
  const argv = ['sh', '-c', `echo > '${begun}'; sleep 0.2; echo done`] as const;
  const running = vantage.exec(argv, { deadlineMs, signal: new AbortController().signal });
  await until(() => existsSync(begun));
  standStill(deadlineMs + 500);
  return running;
}

test('a program that ended while this process stood still is not late', async () => {
  expect(await runWhileStandingStill(localVantage)).toMatchObject({
    kind: 'ended',
    stdout: 'done\n',
  });
});

const canConnect = needsRoot() && needsPrograms('sshd', 'ssh', 'ssh-keygen');
describe.skipIf(!canConnect).each(['ssh2', 'openssh'] as const)(
  'over a real sshd, by %s',
  (backend) => {
    test('nor is one there', async () => {
      const client = await sshClient();
      const there = client.vantage((await client.serve()).port, { backend });
      await there.exec(['true'], { deadlineMs: 20_000, signal: new AbortController().signal });
      expect(await runWhileStandingStill(there)).toMatchObject({ kind: 'ended', stdout: 'done\n' });
    });
  },
);
