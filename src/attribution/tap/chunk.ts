import { objectOf, textOf, valueAt } from '../ingest/json.ts';

/** What one event of a stream says that a measurement needs. */
export interface Chunk {
  readonly id: string | null;
  readonly model: string | null;
  /** Something of the answer is in it: text, reasoning, a call of a tool. */
  readonly hasContent: boolean;
  /** Text of the answer. */
  readonly text: string;
  /** The answer says that it is whole. */
  readonly isEnd: boolean;
  /** It tells usage. */
  readonly hasUsage: boolean;
  /** Type of an error that the stream tells of; null for none. */
  readonly error: string | null;
}

/** Of OpenAI's completions and responses, Anthropic's messages, and those who speak like them. */
export function chunkOf(document: unknown): Chunk {
  const object = objectOf(document) ?? {};
  const inner = objectOf(object.response) ?? objectOf(object.message) ?? {};
  const choice = objectOf(valueAt(object, 'choices.0')) ?? {};
  const delta = objectOf(choice.delta) ?? objectOf(object.delta) ?? {};
  const type = textOf(object.type) ?? '';
  const text =
    textOf(delta.content) ??
    textOf(choice.text) ??
    textOf(delta.text) ??
    (type === 'response.output_text.delta' ? textOf(object.delta) : null) ??
    '';
  return {
    id: textOf(object.id) ?? textOf(inner.id),
    model: textOf(object.model) ?? textOf(inner.model),
    text,
    hasContent: text !== '' || contentKeys.some((key) => isThere(delta[key])) || isDelta(type),
    isEnd: isThere(choice.finish_reason) || isThere(delta.stop_reason) || endTypes.has(type),
    hasUsage: [object.usage, inner.usage].some((usage) => objectOf(usage) !== null),
    error: errorIn(object, type),
  };
}

/** How servers write a piece of text and nothing else of interest. */
const textMark = '"delta":{"content":"';
/** What a plain piece does not have. Within a text its quotes would be escaped. */
const moreMarks = ['"usage":{', '"finish_reason":"', '"error":'] as const;

/**
 * Whether an event is plainly one more piece of text, without parsing it: nearly all events of a stream are.
 * False for whatever may be more.
 */
export function isPlainPiece(data: string): boolean {
  const at = data.indexOf(textMark);
  if (at < 0 || data.charAt(at + textMark.length) === '"') return false;
  return data.startsWith('{') && data.endsWith('}') && !moreMarks.some((one) => data.includes(one));
}

const contentKeys = [
  'reasoning_content',
  'reasoning',
  'tool_calls',
  'function_call',
  'refusal',
  'thinking',
  'partial_json',
] as const;

const endTypes: ReadonlySet<string> = new Set([
  'message_stop',
  'response.completed',
  'response.incomplete',
]);

/** OpenAI's responses: every delta of theirs is a piece of the answer. */
function isDelta(type: string): boolean {
  return type.startsWith('response.') && type.endsWith('.delta');
}

function isThere(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '';
}

/** Also of a whole answer: `{"error": {…}}`. */
export function errorIn(document: unknown, type = ''): string | null {
  const object = objectOf(document) ?? {};
  const error = objectOf(object.error);
  if (error === null) return type === 'error' || type === 'response.failed' ? 'error' : null;
  return textOf(error.code) ?? textOf(error.type) ?? 'error';
}
