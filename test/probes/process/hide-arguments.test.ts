import { expect, test } from 'vitest';
import { hideArguments } from '../../../probes/process/hide-arguments.ts';

test.each([
  ['vllm serve x --api-key sk-1 --port 80', 'vllm serve x --api-key ‹redacted› --port 80'],
  ['x --hf_token=abc', 'x --hf_token=‹redacted›'],
  ['env DB_PASSWORD=p x', 'env DB_PASSWORD=‹redacted› x'],
  ['x --tokenizer auto --max-tokens 5', 'x --tokenizer auto --max-tokens 5'],
  ['x --key', 'x --key'],
  ['ssh key', 'ssh key'],
])('%s', (line, shown) => {
  expect(hideArguments(line.split(' ')).join(' ')).toBe(shown);
});
