import type { IngestContext } from '../../../src/attribution/ingest/inference.ts';
import { linksByName } from '../../../src/attribution/ingest/links.ts';
import { createRedactor } from '../../../src/text/redact.ts';

/** What a reader is given where no chain is known. */
export function context(says: Partial<IngestContext> = {}): IngestContext {
  return { redactor: createRedactor(), linkOf: linksByName, keepOutput: false, ...says };
}
