import { subjectOf } from '../../events/policy-words.ts';
import type { RuleName, Ruling } from '../../events/ruling.ts';
import { emptyRow, type Row, run } from '../../terminal/row.ts';
import { LABEL_COLUMNS, labelled } from '../labelled.ts';
import { instant } from '../words.ts';
import { countOf, worstFirst } from './types.ts';

/** `2 policies broken, 1 that nobody can tell, 14 held`: a rule counts once for each thing it is about. */
export function policyCounts(rulings: readonly Ruling[]): string {
  const [broken, unknown, held] = (['broken', 'unknown', 'held'] as const).map((state) =>
    countOf(rulings, state),
  );
  const policies = broken === 1 ? 'policy' : 'policies';
  return `${broken} ${policies} broken, ${unknown} that nobody can tell, ${held} held`;
}

/** What the chain file demands beside that it works. */
export function aboutPolicies(rulings: readonly Ruling[]): readonly Row[] {
  return [...labelled('Policies', policyCounts(rulings)), ...policyRows(rulings)];
}

/** Each policy that is broken or cannot be told; those that are held are only counted above. */
export function policyRows(rulings: readonly Ruling[]): readonly Row[] {
  return worstFirst(rulings)
    .filter(({ state }) => state !== 'held')
    .flatMap((ruling) => [emptyRow, ...rowsOf(ruling)]);
}

function rowsOf(ruling: Ruling): readonly Row[] {
  const { rule, state, seen, wanted, since, orEarlier, remedy, command } = ruling;
  const told =
    state === 'unknown' ? `cannot tell${seen === null ? '' : ` (${seen})`}` : (seen ?? '');
  const indent = ' '.repeat(LABEL_COLUMNS);
  return [
    ...labelled(
      shortName(rule),
      `${subjectOf(ruling)}: ${told}; wanted: ${wanted}`,
      state === 'broken' ? 'fail' : 'warn',
    ),
    ...(since === null
      ? []
      : labelled('Since', `${instant(since)}${orEarlier ? ' or earlier' : ''}`)),
    ...(remedy === null ? [] : labelled('Do', remedy, 'strong')),
    // The command is never wrapped: it is there to be copied.
    ...(command === null ? [] : [[run(`${indent}$ ${command}`)]]),
  ];
}

/** A name that a column of ten has room for. */
export function shortName(rule: RuleName): string {
  return shortNames[rule] ?? rule;
}

const shortNames: Readonly<Partial<Record<RuleName, string>>> = {
  certificates: 'certs',
  residency: 'region',
  providers: 'provider',
};
