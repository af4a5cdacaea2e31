import { expect, test } from 'vitest';
import { askVendor, conform } from './ask-vendor.ts';
import { rows, stated } from './states/gemini.ts';

test.each([true, false])('a whole answer and the list, streamed: %s', async (stream) => {
  const { finding } = await askVendor(stated, undefined, { stream, list: true });
  expect(finding).toMatchObject({
    outcome: 'ok',
    facts: {
      'llm.model': 'small-001',
      'llm.text': 'four is right',
      'llm.finish_reason': 'stop',
      'llm.completion_tokens': 3,
    },
  });
});

test('no key, and a wrong path', async () => {
  expect((await askVendor(stated, undefined, { key: undefined })).finding.symptom).toBe(
    'llm.permission',
  );
  expect((await askVendor({ ...stated, base: '/v1' })).finding.symptom).toBe('http.404');
});

conform(stated, rows);
