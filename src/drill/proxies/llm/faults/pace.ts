import { z } from 'zod';
import { aborted } from '../../pause.ts';
import type { AnswerPart } from '../answer-part.ts';
import { llmFault } from '../fault.ts';
import { milliseconds, partCount } from './attributes.ts';

/** Characters that a buffered answer may have; more goes on as it comes. */
const MAX_BUFFERED_CHARACTERS = 16_777_216;

/** The head comes in time, the first token late. */
export const ttft = llmFault({
  attributes: z.object({ delayMs: milliseconds }),
  async *change(parts, { delayMs }, { pause }) {
    let isFirst = true;
    for await (const part of parts) {
      if (isFirst) await pause(delayMs);
      isFirst = false;
      yield part;
    }
  },
});

/** Every piece of the answer after the first comes late. */
export const tokenDelay = llmFault({
  attributes: z.object({ delayMs: milliseconds, jitterMs: milliseconds.default(0) }),
  async *change(parts, { delayMs, jitterMs }, { pause }) {
    let seen = 0;
    for await (const part of parts) {
      if (part.isContent) {
        if (seen > 0) await pause(Math.max(0, delayMs + (Math.random() * 2 - 1) * jitterMs));
        seen += 1;
      }
      yield part;
    }
  },
});

/** After `chunks` pieces nothing more comes, and nothing ends; it goes on when healed. */
export const stall = llmFault({
  attributes: z.object({ chunks: partCount.default(1) }),
  async *change(parts, { chunks }, { removed, closed, isStream }) {
    let seen = 0;
    for await (const part of parts) {
      const isOver = !isStream || (part.isContent && seen >= chunks);
      if (isOver) await aborted(removed, closed);
      if (part.isContent) seen += 1;
      yield part;
    }
  },
});

/** Nothing until the answer is complete, then all at once, as behind a buffering gateway. */
export const buffer = llmFault({
  attributes: z.object({}),
  async *change(parts, _, { removed }) {
    const kept: AnswerPart[] = [];
    let characters = 0;
    for await (const part of parts) {
      kept.push(part);
      characters += part.text.length;
      if (characters > MAX_BUFFERED_CHARACTERS || removed.aborted) yield* kept.splice(0);
    }
    const text = kept.map((part) => part.text).join('');
    if (text !== '') yield { text, document: undefined, isContent: true };
  },
});
