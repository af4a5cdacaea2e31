import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { WeaklinkError } from '../../../platform/errors.ts';
import { sanitise } from '../../../text/sanitise.ts';
import { MAX_DOCUMENT_BYTES } from '../places.ts';
import type { FoundDocument } from './read-documents.ts';

const name = z.string().min(1).max(200);

/** One line of a file of documents. Other members are let be. */
export const documentLineSchema = z.object({
  text: z.string().max(MAX_DOCUMENT_BYTES).describe('The words of the document.'),
  title: z.string().max(500).optional().describe('Default: the file and the line.'),
  contributor: name.optional().describe('Default: --contributor.'),
  licence: name.optional().describe('SPDX expression. Default: --licence.'),
  registered: z.iso.datetime().optional().describe('ISO 8601 in UTC. Default: --registered.'),
});

/** JSON Schema of one line, for `schema/datanet-document.schema.json`. */
export function documentLineJsonSchema() {
  return z.toJSONSchema(documentLineSchema);
}

/** @throws WeaklinkError E_DOCUMENTS with file and line */
export async function* jsonLines(path: string, title: string): AsyncGenerator<FoundDocument> {
  let line = 0;
  const lines = createInterface({ input: createReadStream(path), crlfDelay: Infinity });
  for await (const content of lines) {
    line += 1;
    if (content.trim() === '') continue;
    const found = parsed(path, line, content);
    yield {
      kind: 'document',
      text: found.text,
      title: found.title ?? `${title}:${line}`,
      contributor: found.contributor ?? null,
      licence: found.licence ?? null,
      registered: found.registered ?? null,
    };
  }
}

function parsed(file: string, line: number, content: string) {
  try {
    return documentLineSchema.parse(JSON.parse(content));
  } catch (cause) {
    const issue = cause instanceof z.ZodError ? cause.issues[0] : undefined;
    const what = issue ? `${issue.path.join('.') || 'the line'}: ${issue.message}` : 'is no JSON';
    throw new WeaklinkError({
      code: 'E_DOCUMENTS',
      message: `this line is no document: ${sanitise(what)}`,
      hint: 'Write {"text": "…", "title": "…", "contributor": "…", "licence": "…"} on each line.',
      place: { file, line, column: 1 },
      cause,
    });
  }
}
