import { afterEach, expect, test } from 'vitest';
import { identityOf, isAlive, ownIdentity } from '../../../src/drill/leases/process-identity.ts';
import { Processes, until } from '../../support/processes.ts';
import { deadProcess } from './plans.ts';

const processes = new Processes();
afterEach(() => processes.endAll());

test('a process is itself as long as it runs, stopped too', async () => {
  const pid = await processes.start('sleep', ['60']);
  const identity = identityOf(pid);
  expect(identity).toEqual({ pid, startTicks: expect.stringMatching(/^\d+$/) });
  process.kill(pid, 'SIGSTOP');
  expect(identity && isAlive(identity)).toBe(true);
  process.kill(pid, 'SIGKILL');
  // A zombie runs no more, though its number is still taken.
  await until(() => identity === null || !isAlive(identity));
});

test('another process with its number is not it', () => {
  expect(isAlive(ownIdentity())).toBe(true);
  expect(isAlive({ ...ownIdentity(), startTicks: '1' })).toBe(false);
  expect(identityOf(deadProcess.pid)).toBeNull();
});
