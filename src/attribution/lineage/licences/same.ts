import { type Expression, expressionOf } from './expression.ts';
import { licenceNamed, licences } from './table.ts';

/** Characters of a licence's text in which its name stands. */
const OPENING_CHARACTERS = 2_000;

/** The licence that a text is; null for one that is not known. */
export function licenceOfText(text: string): string | null {
  const opening = text.slice(0, OPENING_CHARACTERS);
  return licences.find((licence) => licence.text?.test(opening))?.ids[0] ?? null;
}

/**
 * Whether two ways to state a licence mean the same: by their known names (`gpl-3.0`, `GPL-3.0-only`), the
 * licences of an expression in any order.
 */
export function isSameLicence(a: string, b: string): boolean {
  return keyOf(a) === keyOf(b);
}

/** Whether a licence is one of those that an expression names. */
export function isNamedIn(licence: string, expression: string): boolean {
  return namesIn(expression).includes(nameOf(licence));
}

function keyOf(expression: string): string {
  return namesIn(expression).toSorted().join(' ');
}

function namesIn(expression: string): readonly string[] {
  const tree = expressionOf(expression);
  return tree ? [...new Set(leaves(tree))] : [nameOf(expression)];
}

function leaves(tree: Expression): readonly string[] {
  if (tree.kind === 'licence') return [nameOf(tree.id)];
  return [...leaves(tree.left), ...leaves(tree.right)];
}

function nameOf(licence: string): string {
  return licenceNamed(licence)?.ids[0] ?? licence.trim().toLowerCase();
}
