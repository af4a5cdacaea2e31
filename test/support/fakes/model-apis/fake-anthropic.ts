import { type FakeVendor, type Said, sse } from './fake-api.ts';

export const ANTHROPIC_KEY = 'sk-ant-fake-0123456789';
const MODEL = 'small-20260105';

export const anthropicError = (
  status: number,
  type: string,
  message: string,
  headers: Readonly<Record<string, string>> = {},
  more: object = {},
): Said => ({
  status,
  body: { type: 'error', error: { type, message, ...more }, request_id: 'req_011Fake' },
  headers: { 'request-id': 'req_011Fake', ...headers },
});

const event = (type: string, fields: object = {}): string => sse({ type, ...fields }, type);

export const messageStart = event('message_start', {
  message: {
    id: 'msg_fake',
    type: 'message',
    role: 'assistant',
    model: MODEL,
    content: [],
    stop_reason: null,
    stop_sequence: null,
    usage: { input_tokens: 5, output_tokens: 1 },
  },
});
export const blockStart = event('content_block_start', {
  index: 0,
  content_block: { type: 'text', text: '' },
});
export const ping = event('ping');
export const textDelta = (text: string): string =>
  event('content_block_delta', { index: 0, delta: { type: 'text_delta', text } });
export const blockStop = event('content_block_stop', { index: 0 });
export const messageDelta = (stop_reason: string): string =>
  event('message_delta', {
    delta: { stop_reason, stop_sequence: null },
    usage: { output_tokens: 3 },
  });
export const messageStop = event('message_stop');
export const errorEvent = (type: string, message: string): string =>
  event('error', { error: { type, message } });

/** A stream up to the middle of its text. */
export const begun = [messageStart, blockStart, ping, textDelta('four')];
export const whole = [
  ...begun,
  textDelta(' is right'),
  blockStop,
  messageDelta('end_turn'),
  messageStop,
];

/** A fake of Anthropic's Messages API. */
export const fakeAnthropic: FakeVendor = {
  refuse: ({ headers }) => {
    if (headers['anthropic-version'] === undefined) {
      return anthropicError(400, 'invalid_request_error', 'anthropic-version: header is required');
    }
    return headers['x-api-key'] === ANTHROPIC_KEY
      ? null
      : anthropicError(401, 'authentication_error', 'invalid x-api-key');
  },
  question: ({ target, body }) =>
    target === '/v1/messages' && Number(body.max_tokens) > 0 && Array.isArray(body.messages),
  list: ({ target }) => target === '/v1/models?limit=1000',
  notFound: anthropicError(404, 'not_found_error', 'Not Found'),
  answer: ({ body }) =>
    body.stream === true
      ? { status: 200, pieces: whole }
      : {
          status: 200,
          body: {
            id: 'msg_fake',
            type: 'message',
            role: 'assistant',
            model: MODEL,
            content: [{ type: 'text', text: 'four is right' }],
            stop_reason: 'end_turn',
            usage: { input_tokens: 5, output_tokens: 3 },
          },
        },
  listed: {
    status: 200,
    body: { data: [{ type: 'model', id: MODEL, display_name: 'Small' }], has_more: false },
  },
};
