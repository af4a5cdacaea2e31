import { idPattern } from '../../chain/grammar.ts';
import { endpointIn } from '../endpoint-in.ts';

/** Characters of an id that chain files allow, less what makes it unique. */
const ID_CHARACTERS = 56;

/** What chain files allow as the name of a link. */
export function plainId(name: string): string {
  const allowed = name
    .replace(/[^A-Za-z0-9_.-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+|[-.]+$/g, '')
    .slice(0, ID_CHARACTERS);
  // A key that is a number alone would be put in order by its value; some words chain files refuse.
  if (/^\d+$/.test(allowed) || allowed in {}) return `link-${allowed}`;
  return idPattern.test(allowed) ? allowed : 'link';
}

export interface Named {
  readonly wanted: string;
  readonly address: string | undefined;
}

/**
 * A name for each: the one wanted, with the port where several want the same, with the host where they
 * have one port, and a number where even that does not tell them apart. `taken` are names that others
 * have already.
 */
export function uniqueIds(all: readonly Named[], taken: ReadonlySet<string>): readonly string[] {
  const wishes = all.map(({ wanted, address }) => {
    const id = plainId(wanted);
    const endpoint = address === undefined ? undefined : endpointIn(address);
    const port = endpoint ? `${id}-${endpoint.port}` : id;
    return [id, port, endpoint ? plainId(`${id}-${endpoint.host}`) : id] as const;
  });
  const counts = [0, 1, 2].map((form) => countOf(wishes.map((forms) => forms[form] ?? '')));
  const used = new Set(taken);
  return wishes.map((forms) => {
    const alone = forms.find((id, form) => counts[form]?.get(id) === 1 && !taken.has(id));
    const told = alone ?? forms[0];
    let id = told;
    for (let number = 2; used.has(id); number += 1) id = `${told}-${number}`;
    used.add(id);
    return id;
  });
}

function countOf(words: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}
