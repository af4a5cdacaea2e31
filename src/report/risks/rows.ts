import { groupKinds } from '../../attribution/concentration/groups.ts';
import type { Concentration } from '../../attribution/concentration/index-of.ts';
import type { ModelRisk } from '../../attribution/concentration/stoppers.ts';
import type { Row } from '../../terminal/row.ts';
import { labelled } from '../labelled.ts';

/** Names that a line lists before it only counts them. */
const MAX_LISTED = 30;

/** How to read the index. */
export const indexScale = '10,000: all with one provider; 2,500: four alike';

/** What alone would stop a model, kind by kind, and what nobody says of its links. */
export function modelRiskRows(risk: ModelRisk, columns?: number): readonly Row[] {
  const { model, links, stoppedBy, told } = risk;
  const head =
    stoppedBy.length === 0
      ? `nothing alone stops it, as far as the ${links} links behind it say`
      : `stopped by any one of these, of ${links} links behind it`;
  const unknown = told
    .filter(({ told: count, of }) => count < of)
    .map(({ told: count, of, kind }) => `${kind} of ${of - count} of ${of} links`);
  return [
    ...labelled('Model', `${model}: ${head}`, 'strong', columns),
    ...groupKinds.flatMap((kind) => {
      const names = stoppedBy.filter((one) => one.kind === kind).map(({ name }) => name);
      return names.length === 0 ? [] : labelled(kind, listed(names), 'muted', columns);
    }),
    ...(unknown.length === 0 ? [] : labelled('Unknown', unknown.join(', '), 'muted', columns)),
  ];
}

/** `5,200`; `4,100-6,300` where the owner of a part is not known. */
export function indexWords(index: Concentration | null): string {
  if (index === null) return '-';
  const [least, most] = [index.least, index.most].map((one) => one.toLocaleString('en-US'));
  return least === most ? `${least}` : `${least}-${most}`;
}

function listed(names: readonly string[]): string {
  const more = names.length - MAX_LISTED;
  return `${names.slice(0, MAX_LISTED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
