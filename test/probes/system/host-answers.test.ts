import { spawn } from 'node:child_process';
import { expect, onTestFinished, test } from 'vitest';
import { hostAnswers, hostAnswersNow } from '../../../probes/system/host-answers.ts';
import { localVantage } from '../../../src/vantage/local.ts';
import type { Vantage } from '../../../src/vantage/types.ts';
import { lookContext } from '../../support/look-context.ts';
import { standStill } from '../../support/stand-still.ts';

const silence = new Promise<never>(() => {});
const pass = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** A machine on which every program takes so many seconds. */
function busyMachine(seconds: string): Vantage {
  return { ...localVantage, exec: (_, options) => localVantage.exec(['sleep', seconds], options) };
}

test('asks nobody while what is doubted is quick', async () => {
  const vantage: Vantage = { ...localVantage, exec: () => Promise.reject(new Error('asked')) };
  expect(await hostAnswers(pass(10), lookContext({ vantage, deadlineMs: 20_000 }))).toBe(
    'not asked',
  );
});

test('others answer where one thing is silent', { timeout: 60_000, retry: 5 }, async () => {
  expect(await hostAnswers(silence, lookContext({ deadlineMs: 6_000 }))).toBe('answers');
  expect(await hostAnswersNow(lookContext({ deadlineMs: 6_000 }))).toBe('answers');
});

test('where this process itself was late, it cannot tell', async () => {
  const answering = hostAnswers(silence, lookContext({ deadlineMs: 1_000 }));
  standStill(1_200);
  expect(await answering).toBe('late');
});

test('where others take long, it cannot tell', async () => {
  const context = lookContext({ vantage: busyMachine('1'), deadlineMs: 6_000 });
  expect(await hostAnswers(silence, context)).toMatch(/late|silent/);
  expect(await hostAnswersNow(context)).toMatch(/late|silent/);
});

test('where others do not end, the machine is silent', async () => {
  const context = lookContext({ vantage: busyMachine('30'), deadlineMs: 2_000 });
  expect(await hostAnswers(silence, context)).toBe('silent');
});

test('one quick answer is no proof where the next is late', async () => {
  let asked = 0;
  const vantage: Vantage = {
    ...localVantage,
    exec: async (_, options) => {
      asked += 1;
      return localVantage.exec(asked < 3 ? ['true'] : ['sleep', '1'], options);
    },
  };
  expect(await hostAnswers(silence, lookContext({ vantage, deadlineMs: 8_000 }))).not.toBe(
    'answers',
  );
});

test('what is stopped, or waits for a processor, does not hang', { timeout: 120_000 }, async () => {
  const child = spawn('sleep', ['60'], { stdio: 'ignore' });
  onTestFinished(() => void child.kill('SIGKILL'));
  const pid = () => child.pid ?? null;
  const context = lookContext({ deadlineMs: 6_000 });
  await expect.poll(() => hostAnswersNow(context, { pid }), { timeout: 50_000 }).toBe('answers');
  child.kill('SIGSTOP');
  await expect.poll(() => hostAnswersNow(context, { pid }), { timeout: 50_000 }).toBe('works');
});
