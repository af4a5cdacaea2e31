/** A process that judges the cases it is sent, one seed at a time, and sends back how they went. */
import { judgeCase } from './judge-case.ts';

process.on('message', (seed: number) => {
  process.send?.(judgeCase(seed));
});
