import { z } from 'zod';
import { type AnswerPart, withDocument } from '../answer-part.ts';
import { llmFault } from '../fault.ts';
import { mapText } from '../shapes.ts';
import { milliseconds } from './attributes.ts';

/** Milliseconds in which a second request may come: two of one look at a time rarely meet sooner. */
const DEFAULT_WAIT_MS = 300;
/** Characters of an answer that can change owners; a longer one keeps its own. */
const MAX_CHARACTERS = 1_048_576;
const FOREIGN = 'The invoice of the other customer is due on Friday.';

/**
 * Two requests at the same time get each other's answer; one that is alone gets a foreign text in
 * its own answer.
 */
export const wrongTenant = llmFault({
  attributes: z.object({
    waitMs: milliseconds.default(DEFAULT_WAIT_MS),
    foreign: z.string().min(1).max(2_000).default(FOREIGN),
  }),
  async *change(parts, { waitMs, foreign }, { asked, isStream, tenants, pause }) {
    const answer: AnswerPart[] = [];
    let characters = 0;
    for await (const part of parts) {
      answer.push(part);
      characters += part.text.length;
      if (characters > MAX_CHARACTERS) yield* answer.splice(0);
    }
    const shape = `${asked.vendor} ${isStream}`;
    const other = await tenants.swap(shape, answer, pause(waitMs));
    yield* other ?? saying(answer, foreign, isStream);
  },
});

/** The same answer with another text in its first piece and none in the others. */
function* saying(answer: readonly AnswerPart[], text: string, isStream: boolean) {
  let next = text;
  const take = (): string => {
    const taken = next;
    next = '';
    return taken;
  };
  for (const part of answer) {
    yield part.isContent && part.document !== undefined
      ? withDocument(part, mapText(part.document, take), isStream)
      : part;
  }
}
