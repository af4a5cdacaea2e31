import { z } from 'zod';
import { type AnswerPart, withDocument } from '../answer-part.ts';
import { llmFault } from '../fault.ts';
import { hasUsage, mapText, withModel, withoutUsage, withZeroCost } from '../shapes.ts';

/** The answer does not count its tokens. */
export const dropUsage = llmFault({
  attributes: z.object({}),
  async *change(parts, _, { isStream }) {
    for await (const part of parts) {
      const document = hasUsage(part.document) ? withoutUsage(part.document) : part.document;
      if (document === part.document) yield part;
      else if (document !== undefined) yield withDocument(part, document, isStream);
    }
  },
});

/** Every count says that the request has cost nothing. */
export const zeroCost = llmFault({
  attributes: z.object({}),
  headers: (raw) =>
    raw.map((text, index) =>
      index % 2 === 1 && /response-cost$/i.test(raw[index - 1] ?? '') ? '0' : text,
    ),
  change: (parts, _, { isStream }) =>
    mapParts(parts, isStream, (document) =>
      hasUsage(document) ? withZeroCost(document) : document,
    ),
});

/** Another model's name stands in the answer. */
export const swapModel = llmFault({
  attributes: z.object({ model: z.string().min(1).max(200) }),
  change: (parts, { model }, { isStream }) =>
    mapParts(parts, isStream, (document) => withModel(document, model)),
});

/** The text stops after so many characters, and all else says that it is complete. */
export const cutContent = llmFault({
  attributes: z.object({ characters: z.int().min(0).max(1_000_000) }),
  change: (parts, { characters }, { isStream }) => {
    let left = characters;
    return mapParts(parts, isStream, (document) =>
      mapText(document, (text) => {
        const kept = text.slice(0, left);
        left -= kept.length;
        return kept;
      }),
    );
  },
});

async function* mapParts(
  parts: AsyncIterable<AnswerPart>,
  isStream: boolean,
  change: (document: unknown) => unknown,
): AsyncGenerator<AnswerPart> {
  for await (const part of parts) {
    yield part.document === undefined ? part : withDocument(part, change(part.document), isStream);
  }
}
