import { limits } from '../../../platform/limits.ts';
import { objectOf, parseJson, textOf } from '../json.ts';
import type { AttributeValue, OtlpSpan } from './span.ts';

/** Documents kept of one retrieval; retrievers return some ten. */
const MAX_DOCUMENTS = 256;
/** Parts of an answer that are looked at. */
const MAX_PARTS = 1_000;
/** Attributes of former versions, numbered from 0, one for each answer asked for. */
const numberedCompletion = 'gen_ai.completion.0.content';
/** Events of former versions that hold the answer, and the attributes of them that do. */
const answerEvents: Readonly<Record<string, readonly string[]>> = {
  'gen_ai.content.completion': ['gen_ai.completion'],
  'gen_ai.choice': ['message', 'gen_ai.event.content', 'content'],
  'gen_ai.client.inference.operation.details': ['gen_ai.output.messages'],
};

/** What a span holds of the answer, where its writer was told to capture content. */
export function outputTextOf(messages: AttributeValue | undefined, span: OtlpSpan): string | null {
  return (
    textIn(messages) ??
    textIn(span.attributes.get(numberedCompletion)) ??
    span.events
      .map(({ name, attributes }) =>
        (answerEvents[name] ?? []).map((key) => textIn(attributes.get(key))).find(Boolean),
      )
      .find(Boolean) ??
    null
  );
}

/**
 * Text of messages in any of their forms: `[{role, parts: [{type: 'text', content}]}]`, `{message:
 * {content}}`, `[{type: 'text', text}]`, or plain text; structured, or as JSON in a text.
 */
function textIn(value: unknown): string | null {
  const data = typeof value === 'string' ? (structured(value) ?? value) : value;
  const pieces: string[] = [];
  collect(data, pieces, 0);
  const text = pieces.join('\n').slice(0, 2 * limits.inferenceOutputCharacters);
  return text === '' ? null : text;
}

function structured(text: string): unknown {
  return /^\s*[[{]/.test(text) ? parseJson(text) : undefined;
}

function collect(value: unknown, pieces: string[], depth: number): void {
  if (depth > 5 || pieces.length >= MAX_PARTS) return;
  if (typeof value === 'string') pieces.push(value);
  else if (Array.isArray(value)) for (const one of value) collect(one, pieces, depth + 1);
  else {
    const object = objectOf(value);
    if (object === null || isNoText(object.type)) return;
    // The first that is there: a message has one of them.
    const inner = object.parts ?? object.message ?? object.content ?? object.text;
    collect(inner, pieces, depth + 1);
  }
}

/** Calls of tools, reasoning and pictures are not what was answered. */
function isNoText(type: unknown): boolean {
  return (
    typeof type === 'string' && type !== 'text' && type !== 'output_text' && type !== 'message'
  );
}

/** Ids of retrieved documents: `[{id, score}]`, structured or as JSON in a text. */
export function documentsOf(value: AttributeValue | undefined): readonly string[] {
  const list = typeof value === 'string' ? parseJson(value) : value;
  if (!Array.isArray(list)) return [];
  return list.slice(0, MAX_DOCUMENTS).flatMap((one: unknown) => {
    const { id, source, url, uri, source_id: sourceId, title } = objectOf(one) ?? {};
    const name = typeof id === 'number' ? String(id) : textOf(id);
    const found = name ?? [source, url, uri, sourceId, title].map(textOf).find(Boolean) ?? null;
    return found === null ? [] : [found];
  });
}
