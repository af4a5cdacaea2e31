import parse from 'spdx-expression-parse';
import { licenceNamed } from './table.ts';

/** What licences an expression names, and whether they are a choice or all bind. */
export type Expression =
  | { readonly kind: 'licence'; readonly id: string }
  | { readonly kind: 'and' | 'or'; readonly left: Expression; readonly right: Expression };

/** Characters of an expression; longer ones are texts, or attacks on the parser. */
const MAX_CHARACTERS = 1_000;
const token = /[()]|[^\s()]+/g;
const ownName = /^LicenseRef-weaklink-(\d+)$/;

/**
 * An SPDX expression as cards write it: in any case, with names of model licences among those of SPDX.
 * Exceptions (`WITH`) only allow more and are left out.
 *
 * @returns null for what is no expression
 */
export function expressionOf(text: string): Expression | null {
  const whole = text.trim();
  if (licenceNamed(whole)) return { kind: 'licence', id: whole };
  if (whole.length > MAX_CHARACTERS) return null;
  // The parser knows SPDX's names alone, and in their exact case: others go through it under numbers.
  const names: string[] = [];
  const tokens = (whole.match(token) ?? []).map((one) => {
    if (/^(?:and|or|with)$/i.test(one)) return one.toUpperCase();
    if (!licenceNamed(one)) return one;
    names.push(one);
    return `LicenseRef-weaklink-${names.length - 1}`;
  });
  const kept = tokens.filter((one, index) => one !== 'WITH' && tokens[index - 1] !== 'WITH');
  try {
    return treeOf(parse(kept.join(' ')), names);
  } catch {
    // Many cards state what is no expression; that is not a mistake of the reader.
    return null;
  }
}

function treeOf(tree: parse.Info, names: readonly string[]): Expression {
  if ('conjunction' in tree) {
    const { conjunction: kind, left, right } = tree;
    return { kind, left: treeOf(left, names), right: treeOf(right, names) };
  }
  const index = ownName.exec(tree.license)?.[1];
  return {
    kind: 'licence',
    id: (index === undefined ? undefined : names[Number(index)]) ?? tree.license,
  };
}
