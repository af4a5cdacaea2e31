import type { Completion } from '../completion.ts';
import { asFields, asText } from '../json.ts';
import { messagesQuestion, takeMessage, takeMessagesEvent } from './anthropic.ts';
import { awsError } from './aws-error.ts';
import { bedrock, modelUrl } from './bedrock.ts';
import type { Dialect } from './dialect.ts';
import { documentIn, type StreamEvent } from './stream.ts';

/** The version of Anthropic's messages that Bedrock takes. */
const MESSAGES_VERSION = 'bedrock-2023-05-31';

/** Bedrock's InvokeModel with a model of Anthropic's: its messages, in Amazon's frames. */
export const bedrockInvoke: Dialect = {
  ...bedrock,
  questionUrl: (options) =>
    modelUrl(options, options.stream ? 'invoke-with-response-stream' : 'invoke'),
  question: (options, canary) =>
    messagesQuestion(options, canary, { anthropic_version: MESSAGES_VERSION }),
  lastEvent: 'message_stop',
  takeEvent: takeInvokeEvent,
  takeDocument: takeMessage,
};

/** A frame holds an event of the model's own, in base64. */
function takeInvokeEvent(completion: Completion, event: StreamEvent, atMs: number): void {
  const fields = asFields(documentIn(completion, event));
  if (event.isException) {
    completion.fail(awsError(event.name ?? '', asText(fields?.message) ?? ''));
    return;
  }
  const bytes = asText(fields?.bytes);
  if (bytes === undefined) return;
  const data = Buffer.from(bytes, 'base64').toString('utf8');
  takeMessagesEvent(completion, { name: undefined, data, isCutOff: false }, atMs);
}
