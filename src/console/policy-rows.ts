import type { LinkId } from '../chain/types.ts';
import { brokenOf, policyWords } from '../events/policy-words.ts';
import { shortName } from '../report/policy/rows.ts';
import { instant } from '../report/words.ts';
import { fitRow, type Row, run } from '../terminal/row.ts';
import { labelled, section } from './detail-rows.ts';
import type { View } from './view.ts';

/**
 * A line under the verdict where a policy is broken, in place of a line of the table: the verdict keeps
 * all of its own.
 */
export function policyRows({ snapshot, glyphs, show }: View, columns: number): readonly Row[] {
  const rulings = snapshot.policies ?? [];
  if (brokenOf(rulings).length === 0) return [];
  const words = show(policyWords(rulings));
  return [fitRow([run(` ${glyphs.warn} POLICY   `, 'warn'), run(words)], columns - 1, glyphs)];
}

/** What is demanded of one link and not so, or not known to be; of the whole chain, at every link. */
export function policyDetail(id: LinkId, view: View, columns: number): readonly Row[] {
  const { snapshot, show } = view;
  const told = (snapshot.policies ?? []).filter(
    ({ link, state }) => state !== 'held' && (link === id || link === null),
  );
  if (told.length === 0) return [];
  const rows = told.flatMap(({ rule, state, seen, wanted, since, orEarlier, remedy, command }) => [
    ...labelled(
      shortName(rule),
      show(`${state === 'broken' ? seen : unseenWords(seen)}; wanted: ${wanted}`),
      columns,
    ),
    ...(since === null
      ? []
      : labelled('Since', `${instant(since)}${orEarlier ? ' or earlier' : ''}`, columns)),
    ...(remedy === null ? [] : labelled('Do', show(remedy), columns)),
    ...(command === null ? [] : labelled('$', show(command), columns)),
  ]);
  return section('Policies', rows);
}

function unseenWords(seen: string | null): string {
  return seen === null ? 'cannot tell' : `cannot tell (${seen})`;
}
