import { goodStream, wholeAnswer } from '../../model-api.ts';
import { type FakeVendor, type Said, sse } from './fake-api.ts';

export const KEY = 'sk-fake-0123456789abcdef';

/** An error as OpenAI writes it. */
export const openaiError = (
  status: number,
  message: string,
  type: string,
  code: string | null = null,
  headers: Readonly<Record<string, string>> = {},
): Said => ({
  status,
  body: { error: { message, type, param: null, code } },
  headers: { 'x-request-id': 'req_fake', ...headers },
});

const base = {
  refuse: ({ headers: { authorization } }) => {
    if (authorization === `Bearer ${KEY}`) return null;
    const given = authorization?.replace(/^Bearer /, '') ?? '';
    return given === ''
      ? openaiError(401, "You didn't provide an API key.", 'invalid_request_error')
      : openaiError(
          401,
          'Incorrect API key provided: sk-wrong****. You can find your API key at https://platform.openai.com/account/api-keys.',
          'invalid_request_error',
          'invalid_api_key',
        );
  },
  list: ({ target }) => target === '/v1/models',
  notFound: openaiError(404, 'Invalid URL (POST /v1/x)', 'invalid_request_error'),
  listed: { status: 200, body: { object: 'list', data: [{ id: 'small', object: 'model' }] } },
} satisfies Partial<FakeVendor>;

/** A fake of OpenAI's chat completions. */
export const fakeOpenai: FakeVendor = {
  ...base,
  question: ({ target, body }) => target === '/v1/chat/completions' && Array.isArray(body.messages),
  answer: ({ body }) =>
    body.stream === true
      ? { status: 200, pieces: goodStream }
      : { status: 200, body: wholeAnswer('four is right') },
};

const response = (more: object) => ({
  id: 'resp_fake',
  object: 'response',
  model: 'small-2026-01-05',
  error: null,
  incomplete_details: null,
  ...more,
});
const output = [
  {
    type: 'message',
    id: 'msg_fake',
    status: 'completed',
    role: 'assistant',
    content: [{ type: 'output_text', text: 'four is right', annotations: [] }],
  },
];
const usage = { input_tokens: 5, output_tokens: 3, total_tokens: 8 };

let number = 0;
/** An event of a response, numbered as the API numbers them. */
export const responseEvent = (type: string, fields: object): string =>
  sse({ type, sequence_number: number++, ...fields }, type);
export const created = responseEvent('response.created', {
  response: response({ status: 'in_progress', output: [], usage: null }),
});
export const textDelta = (delta: string): string =>
  responseEvent('response.output_text.delta', {
    item_id: 'msg_fake',
    output_index: 0,
    content_index: 0,
    delta,
  });
export const ended = (status: string, more: object = {}): string =>
  responseEvent(`response.${status}`, { response: response({ status, output, usage, ...more }) });

/** A fake of OpenAI's Responses API. */
export const fakeResponses: FakeVendor = {
  ...base,
  question: ({ target, body }) =>
    target === '/v1/responses' &&
    typeof body.input === 'string' &&
    Number(body.max_output_tokens) >= 16,
  answer: ({ body }) =>
    body.stream === true
      ? {
          status: 200,
          pieces: [
            created,
            textDelta('four'),
            textDelta(' is right'),
            responseEvent('response.output_text.done', { text: 'four is right' }),
            ended('completed'),
          ],
        }
      : { status: 200, body: response({ status: 'completed', output, usage }) },
};
