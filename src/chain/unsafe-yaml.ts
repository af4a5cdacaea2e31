import { type Document, isScalar, type Node, type Pair, visit } from 'yaml';
import type { Place } from '../platform/errors.ts';
import type { Problem } from './problems.ts';
import { shown } from './shown.ts';

/** Aliases that one file may use: more than any chain needs, too few to make a bomb of. */
const maxAliases = 50;
/** Levels of nesting; a chain needs about eight. */
const maxDepth = 32;
/** Names that reach into JavaScript's objects. */
const forbiddenKeys = new Set(['__proto__', 'constructor', 'prototype']);

type Ancestors = readonly (Document | Node | Pair)[];

/** What is valid YAML and yet must not become data. */
export function unsafeParts(
  document: Document.Parsed,
  placeAt: (offset: number) => Place,
): readonly Problem[] {
  const problems: Problem[] = [];
  let aliases = 0;
  const add = (node: unknown, problem: Omit<Problem, 'place'>): void => {
    problems.push({ ...problem, place: placeAt((node as Node | null)?.range?.[0] ?? 0) });
  };
  visit(document, {
    Alias(_key, node, ancestors) {
      aliases += 1;
      if (aliases === maxAliases + 1) add(node, tooManyAliases);
      if (ancestors.some((one) => 'anchor' in one && one.anchor === node.source)) {
        add(node, {
          code: 'E_ALIAS',
          message: `the alias *${node.source} stands inside of what it repeats`,
          hint: 'Write the values out.',
        });
      }
    },
    Map(_key, node) {
      const seen = new Set<string>();
      for (const { key } of node.items) {
        const name = String(isScalar(key) ? key.value : key);
        const problem = keyProblem(key, name, seen);
        if (problem) add(key, problem);
        seen.add(name);
      }
    },
    Node(_key, node, ancestors) {
      if (levelsOf(ancestors) <= maxDepth) return undefined;
      add(node, { code: 'E_LIMIT', message: `nested deeper than ${maxDepth} levels` });
      return visit.BREAK;
    },
  });
  return problems;
}

const tooManyAliases = {
  code: 'E_LIMIT',
  message: `more than ${maxAliases} aliases (*name)`,
  hint: 'Write the values out; aliases of aliases can grow without bound.',
} as const;

function keyProblem(
  key: unknown,
  name: string,
  seen: ReadonlySet<string>,
): Omit<Problem, 'place'> | undefined {
  if (!isScalar(key)) return { code: 'E_KEY', message: 'a key must be plain text' };
  if (forbiddenKeys.has(name)) {
    return {
      code: 'E_KEY',
      message: `the key ${shown(name)} is not allowed`,
      hint: 'Choose another name.',
    };
  }
  if (!seen.has(name)) return undefined;
  return {
    code: 'E_DUPLICATE',
    message: `the key ${shown(name)} stands here twice`,
    hint: 'Give each its own name, or remove one.',
  };
}

/** Pairs and the document itself are no levels of their own. */
function levelsOf(ancestors: Ancestors): number {
  return ancestors.filter((one) => 'range' in one).length;
}
