import { expect, test } from 'vitest';
import { fakeOpenai } from '../../../support/fakes/model-apis/fake-openai.ts';
import { askVendor, conform } from './ask-vendor.ts';
import { rate, rows, stated } from './states/openai.ts';

test('streamed, whole and listed', async () => {
  const { finding, got } = await askVendor(stated, undefined, { list: true });
  expect(finding).toMatchObject({
    outcome: 'ok',
    facts: { 'llm.model': 'small', 'llm.done': true },
  });
  expect(got.map(({ method, target }) => `${method} ${target}`)).toEqual([
    'POST /v1/chat/completions',
    'GET /v1/models',
  ]);
  expect((await askVendor(stated, undefined, { stream: false })).finding.symptom).toBeNull();
});

test('a wrong path', async () => {
  expect((await askVendor({ ...stated, base: '/v2' })).finding.symptom).toBe('http.404');
});

conform(stated, rows);

test('what is left of the limits is measured, answer by answer', async () => {
  const answer = fakeOpenai.answer({
    method: 'POST',
    target: '',
    headers: {},
    text: '',
    body: { stream: true },
  });
  const { finding } = await askVendor(stated, { ...answer, headers: rate(400) });
  expect(finding.measures).toEqual(
    expect.arrayContaining([
      { name: 'llm.requests_left', value: 400, unit: 'count' },
      { name: 'llm.tokens_left', value: 0, unit: 'count' },
    ]),
  );
});
