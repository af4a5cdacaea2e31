import { expect, test } from 'vitest';
import { askVendor, conform } from './ask-vendor.ts';
import { rows, stated } from './states/anthropic.ts';

test.each([true, false])('a whole answer and the list, streamed: %s', async (stream) => {
  const { finding } = await askVendor(stated, undefined, { stream, list: true });
  expect(finding).toMatchObject({
    outcome: 'ok',
    facts: {
      'llm.model': 'small-20260105',
      'llm.finish_reason': 'stop',
      'llm.prompt_tokens': 5,
      'llm.completion_tokens': 3,
    },
  });
});

test('the list alone', async () => {
  const { finding, got } = await askVendor(stated, undefined, { canary: undefined });
  expect(finding.symptom).toBeNull();
  expect(got.map(({ target }) => target)).toEqual(['/v1/models?limit=1000']);
});

conform(stated, rows);
