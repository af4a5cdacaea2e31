/** A process that is sent cases, one seed at a time, and sends back how they went. */
import { askCase } from './asking.ts';
import type { Task } from './jobs.ts';
import { judgeCase } from './judge-case.ts';

process.on('message', async ({ seed, task }: Task) => {
  process.send?.(task === 'judge' ? judgeCase(seed) : await askCase(seed));
});
