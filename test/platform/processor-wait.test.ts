import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { afterEach, expect, it } from 'vitest';
import { ProcessorWait } from '../../src/platform/processor-wait.ts';

const busy: ReturnType<typeof spawn>[] = [];
afterEach(() => {
  for (const child of busy.splice(0)) child.kill('SIGKILL');
});

it.runIf(process.platform === 'linux')('grows while others take the processors', async () => {
  const wait = new ProcessorWait();
  for (let child = 0; child < 3 * availableParallelism(); child += 1) {
    busy.push(spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' }));
  }
  const beforeMs = wait.ms();
  // Works itself until it has met the others; the test's time limit bounds it.
  while (wait.ms() - beforeMs < 50) Math.sqrt(Math.random());
  expect(wait.ms()).toBeGreaterThan(beforeMs);
  wait.close();
});

it('is 0 where the system does not count', () => {
  const wait = new ProcessorWait('/nowhere/schedstat');
  expect(wait.ms()).toBe(0);
  wait.close();
});

it('is 0 once closed', () => {
  const wait = new ProcessorWait();
  wait.close();
  expect(wait.ms()).toBe(0);
});
