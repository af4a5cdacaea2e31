import type { RequestListener } from 'node:http';
import { describe, expect, test } from 'vitest';
import { answering, goodStream, streaming } from '../../support/model-api.ts';
import { askModel } from './ask-model.ts';

const listing = (...ids: readonly string[]) =>
  answering(200, { object: 'list', data: ids.map((id) => ({ id, object: 'model' })) });

/** Looks at the list alone. */
const lookAtList = (handler: RequestListener, options: object = {}) =>
  askModel(handler, { canary: undefined, ...options });

/** A server that answers and lists. */
const serving =
  (list: RequestListener): RequestListener =>
  (request, response) =>
    (request.method === 'GET' ? list : streaming(...goodStream))(request, response);

describe('the list alone', () => {
  test('with the model on it', async () => {
    let path: string | undefined;
    const finding = await lookAtList((request, response) => {
      path = `${request.method} ${request.url}`;
      listing('large', 'small')(request, response);
    });
    expect(path).toBe('GET /v1/models');
    expect(finding).toMatchObject({
      outcome: 'ok',
      summary: expect.stringMatching(/^models listed in \d+ ms$/),
    });
  });

  test.each([
    ['Google names them so', { models: [{ name: 'models/small' }] }, null],
    ['another model', { data: [{ id: 'large' }] }, 'llm.model_not_found'],
    ['no model', { data: [] }, 'llm.model_not_found'],
    ['another document', { hello: 1 }, 'llm.malformed'],
    ['a page', '<html></html>', 'llm.malformed'],
    ['entries that are none', { data: [null, 7, { id: 'small' }] }, null],
  ])('%s', async (_, document, symptom) => {
    expect((await lookAtList(answering(200, document))).symptom).toBe(symptom);
  });

  test('says where the weights come from, and how long a question may be', async () => {
    const small = { id: 'small', root: '/models/llama-8b', max_model_len: 8192 };
    const data = [{ id: 'large', root: '/models/other' }, small];
    expect((await lookAtList(answering(200, { data }))).facts).toMatchObject({
      'llm.root': '/models/llama-8b',
      'llm.context': 8192,
    });
    const bare = await lookAtList(listing('small'));
    expect(bare.facts).not.toHaveProperty(['llm.root']);
    expect(bare.facts).not.toHaveProperty(['llm.context']);
  });

  test('refusals', async () => {
    const body = { error: { message: 'Incorrect API key provided', code: 'invalid_api_key' } };
    expect((await lookAtList(answering(401, body))).symptom).toBe('llm.auth');
    expect((await lookAtList(answering(404, 'nothing here'))).symptom).toBe('http.404');
    expect((await lookAtList(answering(502, 'bad'))).symptom).toBe('http.502');
  });

  test('nobody asked for more than life', async () => {
    const life = { anyAnswer: true, model: undefined };
    expect((await lookAtList(answering(401, {}), life)).outcome).toBe('ok');
    expect((await lookAtList(answering(404, {}), life)).outcome).toBe('ok');
    expect((await lookAtList(answering(503, {}), life)).symptom).toBe('http.503');
    expect((await lookAtList(() => {}, { ...life, phaseDeadlinesMs: {} })).symptom).toBe(
      'http.timeout',
    );
  });
});

describe('the list beside an answer', () => {
  test('a model that answers and is not listed', async () => {
    expect(await askModel(serving(listing('large')), { list: true })).toMatchObject({
      outcome: 'degraded',
      symptom: 'llm.model_not_listed',
      facts: { 'llm.text': 'four is right' },
    });
    expect((await askModel(serving(listing('small')), { list: true })).symptom).toBeNull();
  });

  test('is not asked for unasked, and its troubles say nothing about the answer', async () => {
    expect((await askModel(serving(listing('large')))).symptom).toBeNull();
    expect((await askModel(serving(answering(500, {})), { list: true })).symptom).toBeNull();
  });
});
