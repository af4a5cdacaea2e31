import { createReadStream } from 'node:fs';
import { z } from 'zod';
import { linesOf } from '../../../events/recording/lines.ts';
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

/** Bytes of one line: a document, each of its characters escaped. */
const MAX_LINE_BYTES = 2 * MAX_DOCUMENT_BYTES;

/** @throws WeaklinkError E_DOCUMENTS with file and line */
export async function* jsonLines(path: string, title: string): AsyncGenerator<FoundDocument> {
  for await (const { number, bytes } of linesOf(createReadStream(path), MAX_LINE_BYTES)) {
    if (bytes === null) throw noDocument(path, number, 'it is longer than 128 MiB');
    const content = bytes.toString('utf8').trim();
    if (content === '') continue;
    const found = parsed(path, number, content);
    yield {
      kind: 'document',
      text: found.text,
      title: found.title ?? `${title}:${number}`,
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
    const where = issue?.path.join('.') || 'the line';
    throw noDocument(file, line, issue ? `${where}: ${issue.message}` : 'it is no JSON');
  }
}

function noDocument(file: string, line: number, what: string): WeaklinkError {
  return new WeaklinkError({
    code: 'E_DOCUMENTS',
    message: `this line is no document: ${sanitise(what)}`,
    hint: 'Write {"text": "…", "title": "…", "contributor": "…", "licence": "…"} on each line.',
    place: { file, line, column: 1 },
  });
}
