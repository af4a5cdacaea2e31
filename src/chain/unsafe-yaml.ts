import type { YAMLMap } from 'yaml';
import { type Alias, type Document, isAlias, isMap, isPair, isScalar, visit } from 'yaml';
import type { Place } from '../platform/errors.ts';
import { sanitise } from '../text/sanitise.ts';
import type { Problem } from './problems.ts';
import { shown } from './shown.ts';

/** Aliases that one file may use: more than any chain needs, too few to make a bomb of. */
const maxAliases = 50;
/** Levels of nesting; a chain needs about eight. */
const maxDepth = 32;
/** Names that reach into JavaScript's objects. */
const forbiddenKeys = new Set(['__proto__', 'constructor', 'prototype']);

type Unplaced = Omit<Problem, 'place'>;

/** What is valid YAML and yet must not become data. */
export function unsafeParts(
  document: Document.Parsed,
  placeAt: (offset: number) => Place,
): readonly Problem[] {
  const problems: Problem[] = [];
  const anchors = new Set<string>();
  let aliases = 0;
  const add = (node: unknown, found: readonly Unplaced[]): void => {
    const offset = (node as { range?: readonly number[] } | null)?.range?.[0] ?? 0;
    problems.push(...found.map((problem) => ({ ...problem, place: placeAt(offset) })));
  };
  visit(document, (_key, node, ancestors) => {
    if (isPair(node)) return undefined;
    // Pairs and the document itself are no levels of their own.
    if (ancestors.filter((one) => !isPair(one)).length > maxDepth + 1) {
      add(node, [tooDeep]);
      return visit.BREAK;
    }
    if (isAlias(node)) {
      aliases += 1;
      if (aliases === maxAliases + 1) add(node, [tooManyAliases]);
      add(node, aliasProblems(node, anchors, ancestors));
    } else if (node !== null && typeof node === 'object' && 'anchor' in node) {
      if (node.anchor !== undefined) anchors.add(String(node.anchor));
    }
    if (isMap(node)) keyProblems(node, add);
    return undefined;
  });
  return problems;
}

const tooDeep = { code: 'E_LIMIT', message: `nested deeper than ${maxDepth} levels` } as const;
const tooManyAliases = {
  code: 'E_LIMIT',
  message: `more than ${maxAliases} aliases (*name)`,
  hint: 'Write the values out; aliases of aliases can grow without bound.',
} as const;

function aliasProblems(
  { source }: Alias,
  anchors: ReadonlySet<string>,
  ancestors: readonly unknown[],
): readonly Unplaced[] {
  const hint = 'Write the values out.';
  const name = sanitise(source);
  if (!anchors.has(source)) {
    return [{ code: 'E_ALIAS', message: `nothing before this place is called &${name}`, hint }];
  }
  const isInside = ancestors.some((one) => (one as { anchor?: string }).anchor === source);
  return isInside
    ? [{ code: 'E_ALIAS', message: `the alias *${name} stands inside of what it repeats`, hint }]
    : [];
}

function keyProblems(map: YAMLMap, add: (node: unknown, found: readonly Unplaced[]) => void): void {
  const seen = new Set<string>();
  for (const { key } of map.items) {
    const name = String(isScalar(key) ? key.value : key);
    if (!isScalar(key)) {
      add(key, [{ code: 'E_KEY', message: 'a key must be plain text' }]);
    } else if (forbiddenKeys.has(name)) {
      const message = `the key ${shown(name)} is not allowed`;
      add(key, [{ code: 'E_KEY', message, hint: 'Choose another name.' }]);
    } else if (seen.has(name)) {
      const message = `the key ${shown(name)} stands here twice`;
      add(key, [{ code: 'E_DUPLICATE', message, hint: 'Give each its own name, or remove one.' }]);
    }
    seen.add(name);
  }
}
