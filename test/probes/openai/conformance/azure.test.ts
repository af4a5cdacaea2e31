import { expect, test } from 'vitest';
import { azureError } from '../../../support/fakes/model-apis/fake-azure.ts';
import { askVendor, conform } from './ask-vendor.ts';
import { rows, stated, unknown } from './states/azure.ts';

test.each([true, false])(
  'another name answers than the deployment has, streamed: %s',
  async (stream) => {
    const { finding } = await askVendor(stated, undefined, { stream, list: true });
    expect(finding).toMatchObject({
      outcome: 'ok',
      facts: { 'llm.model': 'gpt-4o-2024-08-06', 'llm.text': 'four is right' },
    });
  },
);

test('the model behind the deployment can be pinned', async () => {
  const { finding } = await askVendor(stated, undefined, { servedModel: 'gpt-4o-2024-11-20' });
  expect(finding.symptom).toBe('llm.wrong_model');
});

test('a version that is not there', async () => {
  const { finding } = await askVendor(stated, undefined, { apiVersion: '2020-01-01' });
  expect(finding.symptom).toBe('http.404');
});

conform(stated, rows);

test('limits of -1 are no measure', async () => {
  const { finding } = await askVendor(stated, azureError(429, '429', 'Too Many Requests', unknown));
  expect(finding.measures?.some(({ name }) => name.endsWith('_left'))).toBe(false);
});
