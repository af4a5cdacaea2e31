import { type Expression, expressionOf } from './expression.ts';
import type { Permission, Use } from './licence.ts';
import { licenceNamed } from './table.ts';

export interface Judgement {
  /** `unknown`: a licence of it is not in the table, or it is no expression at all. */
  readonly permission: Permission | 'unknown';
  /** What decided, in words: conditions, prohibitions; null where there is nothing to say. */
  readonly words: string | null;
  /** Where that is read. */
  readonly sources: readonly string[];
}

/** Words on cards that state no licence. */
const nothingStated = /^(?:unknown|other|none|noassertion|unlicensed)$/i;

/** Whether a card's word for its licence states one. */
export function isStated(licence: string | null): licence is string {
  return licence !== null && !nothingStated.test(licence.trim());
}

/**
 * Whether a licence allows a use: the name of a model licence (`llama3.1`), or an SPDX expression of which
 * `OR` offers a choice and `AND` binds to both.
 */
export function judgeUse(expression: string, use: Use): Judgement {
  const tree = expressionOf(expression);
  return tree ? judgeTree(tree, use) : unknownOne(expression.trim());
}

/** From the best for the user to the worst. */
const order: readonly Judgement['permission'][] = ['yes', 'conditions', 'unknown', 'no'];

function judgeTree(tree: Expression, use: Use): Judgement {
  if (tree.kind === 'licence') return judgeOne(tree.id, use);
  const left = judgeTree(tree.left, use);
  const right = judgeTree(tree.right, use);
  const [better, worse] =
    order.indexOf(left.permission) <= order.indexOf(right.permission)
      ? [left, right]
      : [right, left];
  if (tree.kind === 'or') return better;
  const words = [...new Set([worse.words, better.words])].filter((one) => one !== null).join('; ');
  return {
    permission: worse.permission,
    words: words === '' ? null : words,
    sources: [...new Set([...worse.sources, ...better.sources])],
  };
}

function judgeOne(id: string, use: Use): Judgement {
  const licence = licenceNamed(id);
  if (!licence) return unknownOne(id);
  const permission = licence.permits[use];
  const words = permission === 'yes' ? null : licence.words;
  return { permission, words, sources: [licence.source] };
}

function unknownOne(id: string): Judgement {
  return { permission: 'unknown', words: `weaklink does not know ${id}`, sources: [] };
}
