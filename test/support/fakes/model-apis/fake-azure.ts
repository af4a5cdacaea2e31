import { finish, goodStream, piece, usage, wholeAnswer } from '../../model-api.ts';
import { type FakeVendor, type Said, sse } from './fake-api.ts';

export const AZURE_KEY = 'fake0123456789abcdef0123456789ab';
export const DEPLOYMENT = 'our-deployment';

export const azureError = (
  status: number,
  code: string,
  message: string,
  headers: Readonly<Record<string, string>> = {},
  more: object = {},
): Said => ({
  status,
  body: { error: { code, message, ...more } },
  headers: {
    'apim-request-id': 'b3f1fake-0000-4000-8000-000000000000',
    'x-ms-region': 'Sweden Central',
    ...headers,
  },
});

/** What Azure sends before the answer: a filter's verdict on the prompt, and no model. */
export const promptFilter = sse({
  choices: [],
  created: 0,
  id: '',
  model: '',
  object: '',
  prompt_filter_results: [{ prompt_index: 0, content_filter_results: {} }],
});

const named = (text: string) => text.replaceAll('"model":"small"', '"model":"gpt-4o-2024-08-06"');

/** A fake of Azure OpenAI with one deployment. */
export const fakeAzure: FakeVendor = {
  refuse: ({ headers }) =>
    headers['api-key'] === AZURE_KEY
      ? null
      : azureError(
          401,
          '401',
          'Access denied due to invalid subscription key or wrong API endpoint. Make sure to provide a valid key for an active subscription and use a correct regional API endpoint for your resource.',
        ),
  question: ({ target, body }) =>
    target === `/openai/deployments/${DEPLOYMENT}/chat/completions?api-version=2024-10-21` &&
    body.model === undefined,
  list: ({ target }) => target === '/openai/models?api-version=2024-10-21',
  notFound: azureError(404, '404', 'Resource not found'),
  answer: ({ body }) =>
    body.stream === true
      ? { status: 200, pieces: [promptFilter, ...goodStream.map(named)] }
      : { status: 200, body: wholeAnswer('four is right', { model: 'gpt-4o-2024-08-06' }) },
  listed: {
    status: 200,
    body: { object: 'list', data: [{ id: 'gpt-4o-2024-08-06', object: 'model' }] },
  },
};

export const filteredStream: Said = {
  status: 200,
  pieces: [promptFilter, piece('four'), finish('content_filter'), usage].map(named),
};
