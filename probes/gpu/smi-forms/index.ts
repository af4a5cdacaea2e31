import { readSmiLog, type SmiLog } from '../smi-log.ts';
import { logOfCsv, readCsv } from './csv.ts';
import { readQueryText } from './query-text.ts';
import { readTable } from './table.ts';

export type SmiForm = 'xml' | 'query text' | 'csv' | 'table';

export type SmiOutput =
  | { readonly kind: 'read'; readonly form: SmiForm; readonly log: SmiLog }
  | { readonly kind: 'absent' }
  | { readonly kind: 'refused'; readonly why: string };

/** Characters read of the forms that are not XML; `-q` of 16 cards is about 200,000. */
const TEXT_CHARACTERS = 8_388_608;

/**
 * What nvidia-smi said of its cards in whichever of its forms: `-q -x`, `-q`, `--query-gpu
 * --format=csv`, or the table. The document comes first: it says most. Never throws.
 */
export function readSmiOutput(text: string): SmiOutput {
  const xml = readSmiLog(text);
  if (xml.kind === 'read') return { ...xml, form: 'xml' };
  if (xml.kind === 'refused') return xml;
  const bounded = text.slice(0, TEXT_CHARACTERS);
  const query = readQueryText(bounded);
  if (query) return { kind: 'read', form: 'query text', log: query };
  const csv = readCsv(bounded);
  if (csv) return { kind: 'read', form: 'csv', log: logOfCsv(csv) };
  const table = readTable(bounded);
  return table ? { kind: 'read', form: 'table', log: table } : { kind: 'absent' };
}
