import { XMLParser } from 'fast-xml-parser';
import { textAt } from '../data/json.ts';
import type { ErrorAnswer } from './store.ts';

const parser = new XMLParser({
  parseTagValue: false,
  processEntities: false,
  isArray: (name) => name === 'Contents' || name === 'Blob',
});

/** The document in an XML body; undefined where it is none. */
export function parseXml(body: Buffer): unknown {
  try {
    return parser.parse(body);
  } catch {
    return undefined;
  }
}

/** The error in a body of S3 or of Azure, which have one form for it. */
export function errorInXml(body: Buffer): ErrorAnswer {
  const document = parseXml(body);
  return {
    code: textAt(document, 'Error', 'Code') ?? '',
    message: textAt(document, 'Error', 'Message') ?? '',
  };
}
