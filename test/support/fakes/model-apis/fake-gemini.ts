import { type FakeVendor, type Said, sse } from './fake-api.ts';

export const GEMINI_KEY = 'AIzaFake0123456789';

export const geminiError = (
  code: number,
  status: string,
  message: string,
  details?: readonly object[],
): Said => ({
  status: code,
  body: { error: { code, message, status, ...(details ? { details } : {}) } },
});

export const detail = (name: string, fields: object): object => ({
  '@type': `type.googleapis.com/google.rpc.${name}`,
  ...fields,
});

const usageMetadata = {
  promptTokenCount: 5,
  candidatesTokenCount: 3,
  totalTokenCount: 8,
};

/** A chunk of an answer, or a whole one. */
export const content = (text: string, finishReason?: string, more: object = {}) => ({
  candidates: [
    {
      content: { parts: [{ text }], role: 'model' },
      ...(finishReason === undefined ? {} : { finishReason }),
      index: 0,
    },
  ],
  usageMetadata,
  modelVersion: 'small-001',
  responseId: 'fake',
  ...more,
});

/** A fake of the Gemini API. */
export const fakeGemini: FakeVendor = {
  refuse: ({ headers }) => {
    const key = headers['x-goog-api-key'];
    if (key === GEMINI_KEY) return null;
    if (key === undefined) {
      return geminiError(
        403,
        'PERMISSION_DENIED',
        "Method doesn't allow unregistered callers (callers without established identity). Please use API Key or other form of API consumer identity to call this API.",
      );
    }
    return geminiError(400, 'INVALID_ARGUMENT', 'API key not valid. Please pass a valid API key.', [
      detail('ErrorInfo', {
        reason: 'API_KEY_INVALID',
        domain: 'googleapis.com',
        metadata: { service: 'generativelanguage.googleapis.com' },
      }),
    ]);
  },
  question: ({ target, body }) =>
    /^\/v1beta\/models\/small:(?:generateContent|streamGenerateContent\?alt=sse)$/.test(target) &&
    Array.isArray(body.contents),
  list: ({ target }) => target === '/v1beta/models?pageSize=1000',
  notFound: { status: 404, body: '' },
  answer: ({ target }) =>
    target.includes('stream')
      ? { status: 200, pieces: [sse(content('four')), sse(content(' is right', 'STOP'))] }
      : { status: 200, body: content('four is right', 'STOP') },
  listed: { status: 200, body: { models: [{ name: 'models/small', inputTokenLimit: 8192 }] } },
};
