import { expect, test } from 'vitest';
import { exitCodeMeaning } from '../../../probes/docker/exit-code.ts';

test.each([
  [0, 'without an error'],
  [125, 'Docker could not start it'],
  [126, 'may not be run'],
  [127, 'not found'],
  [132, 'SIGILL'],
  [134, 'SIGABRT'],
  [135, '/dev/shm'],
  [137, 'SIGKILL'],
  [139, 'SIGSEGV'],
  [143, 'SIGTERM'],
  [131, 'signal 3'],
  [3, 'reported an error'],
  [250, 'reported an error'],
])('%i means: %s', (code, words) => {
  expect(exitCodeMeaning(code)).toContain(words);
});
