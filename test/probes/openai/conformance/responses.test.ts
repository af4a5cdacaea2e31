import { expect, test } from 'vitest';
import { askVendor, conform } from './ask-vendor.ts';
import { rows, stated } from './states/responses.ts';

test.each([true, false])('a whole answer, streamed: %s', async (stream) => {
  const { finding } = await askVendor(stated, undefined, { stream });
  expect(finding).toMatchObject({
    outcome: 'ok',
    facts: {
      'llm.text': 'four is right',
      'llm.model': 'small-2026-01-05',
      'llm.finish_reason': 'stop',
      'llm.completion_tokens': 3,
    },
  });
});

conform(stated, rows);
