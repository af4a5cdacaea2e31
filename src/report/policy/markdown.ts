import { subjectOf } from '../../events/policy-words.ts';
import type { Ruling } from '../../events/ruling.ts';
import { code, plain, table } from '../markup.ts';
import { instant } from '../words.ts';
import { policyCounts } from './rows.ts';
import { worstFirst } from './types.ts';

/** The policies of a check as a table; those that are held are only counted. */
export function policyMarkdown(rulings: readonly Ruling[]): string {
  const told = worstFirst(rulings).filter(({ state }) => state !== 'held');
  const head = `**Policies:** ${policyCounts(rulings)}`;
  if (told.length === 0) return head;
  const rows = told.map((ruling) => [
    ruling.rule,
    plain(subjectOf(ruling)),
    ruling.state === 'unknown'
      ? `cannot tell ${plain(ruling.seen ?? '')}`
      : plain(ruling.seen ?? ''),
    plain(ruling.wanted),
    ruling.since === null ? '' : instant(ruling.since),
    plain(ruling.remedy ?? ''),
    ruling.command === null ? '' : code(ruling.command),
  ]);
  const columns = ['policy', 'of', 'seen', 'wanted', 'since', 'do', 'command'];
  return `${head}\n\n${table(columns, rows)}`;
}
