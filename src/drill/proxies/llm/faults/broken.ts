import { z } from 'zod';
import { dataOf, streamPart, withData } from '../answer-part.ts';
import { llmFault } from '../fault.ts';
import { saysEnd } from '../shapes.ts';
import { partCount } from './attributes.ts';
import { anthropicError, geminiError, openaiError } from './words/shapes.ts';

/**
 * The answer ends after `chunks` pieces without saying that it is done; 0: just before it would
 * say so. One that is not streamed is cut in the middle.
 */
export const truncate = llmFault({
  attributes: z.object({ chunks: partCount.default(0) }),
  async *change(parts, { chunks }, { isStream, cut }) {
    let seen = 0;
    for await (const part of parts) {
      if (!isStream) {
        yield { ...part, text: part.text.slice(0, part.text.length / 2) };
        return cut();
      }
      if (saysEnd(part.document) || dataOf(part.text).trim() === '[DONE]') return;
      if (chunks > 0 && part.isContent && seen >= chunks) return;
      if (part.isContent) seen += 1;
      yield part;
    }
  },
});

/** The piece after `chunks` others is half a document. */
export const malformed = llmFault({
  attributes: z.object({ chunks: partCount.default(1) }),
  async *change(parts, { chunks }, { isStream }) {
    let seen = 0;
    for await (const part of parts) {
      const isNext = !isStream || (part.isContent && seen === chunks);
      if (part.isContent) seen += 1;
      if (!isNext) yield part;
      else if (!isStream) yield { ...part, text: half(part.text) };
      else yield { ...part, text: withData(part.text, half(dataOf(part.text))) };
    }
  },
});

/** After `chunks` pieces of a good answer an error comes, and the end. */
export const errorEvent = llmFault({
  attributes: z.object({
    chunks: partCount.default(1),
    message: z.string().max(1_000).default('The server had an error while it answered.'),
  }),
  async *change(parts, { chunks, message }, { asked: { vendor }, isStream }) {
    const { document } =
      vendor === 'anthropic'
        ? anthropicError(500, 'api_error', message)
        : vendor === 'gemini'
          ? geminiError(500, 'INTERNAL', message)
          : openaiError(500, { message, type: 'server_error', code: null });
    const name = vendor === 'anthropic' ? 'event: error\n' : '';
    const text = JSON.stringify(document);
    let seen = 0;
    for await (const part of parts) {
      if (!isStream || (part.isContent && seen >= chunks) || saysEnd(part.document)) {
        yield isStream ? streamPart(`${name}data: ${text}\n\n`) : { ...part, text };
        return;
      }
      if (part.isContent) seen += 1;
      yield part;
    }
  },
});

const half = (text: string): string => text.slice(0, Math.ceil(text.length / 2));
