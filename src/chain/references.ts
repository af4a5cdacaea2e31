import type { ParsedFile, Path } from './document.ts';
import type { ChainFile } from './file-schema.ts';
import { suggest } from './nearest.ts';
import { maxProblems, type Problem } from './problems.ts';
import { shown } from './shown.ts';
import { nameOf } from './zod-problems.ts';

type NeedEntry = string | { readonly anyOf: readonly string[] };

/** Names that lead nowhere: needs, models and vantages that do not exist; links that need themselves. */
export function danglingReferences(file: ChainFile, parsed: ParsedFile): readonly Problem[] {
  const links = new Set(Object.keys(file.links));
  const vantages = new Set(['local', ...Object.keys(file.vantages ?? {})]);
  const problems: Problem[] = [];
  // Looking for the nearest name is slow, and nobody reads more mistakes than are told anyway.
  const isEnough = () => problems.length > maxProblems;
  const check = (name: string, known: ReadonlySet<string>, what: string, path: Path) => {
    if (isEnough() || known.has(name)) return;
    problems.push({
      code: 'E_DANGLING',
      message: `${nameOf(path)}: there is no ${what} ${shown(name)}`,
      hint: suggest(name, [...known]),
      place: parsed.placeOf(path),
    });
  };
  const checkNeeds = (needs: readonly NeedEntry[] | undefined, base: Path) => {
    const seen = new Set<string>();
    const checkNeed = (name: string, path: Path) => {
      check(name, links, 'link', path);
      if (seen.has(name)) {
        problems.push({
          code: 'E_DUPLICATE',
          message: `${nameOf(path)}: ${shown(name)} stands here twice`,
          hint: 'A link is needed once, alone or as one of several.',
          place: parsed.placeOf(path),
        });
      }
      seen.add(name);
    };
    (needs ?? []).forEach((need, index) => {
      const path = [...base, 'needs', index];
      if (typeof need === 'string') checkNeed(need, path);
      else for (const [i, one] of need.anyOf.entries()) checkNeed(one, [...path, 'anyOf', i]);
    });
  };
  for (const [name, policy] of Object.entries(file.policies ?? {})) {
    const except = 'except' in policy ? (policy.except ?? []) : [];
    except.forEach((id, at) => {
      check(id, links, 'link', ['policies', name, 'except', at]);
    });
  }
  check(file.defaults?.from ?? 'local', vantages, 'vantage', ['defaults', 'from']);
  for (const [id, model] of Object.entries(file.models ?? {})) {
    const base = ['models', id];
    if (typeof model === 'string') {
      check(model, links, 'link', base);
      continue;
    }
    check(model.at, links, 'link', [...base, 'at']);
    checkNeeds(model.needs, base);
  }
  for (const [id, link] of Object.entries(file.links)) {
    const base = ['links', id];
    checkNeeds(link.needs, base);
    check(link.from ?? 'local', vantages, 'vantage', [...base, 'from']);
    for (const key of ['probes', 'also'] as const) {
      (link[key] ?? []).forEach((entry, index) => {
        if (typeof entry === 'string') return;
        check(entry.from ?? 'local', vantages, 'vantage', [...base, key, index, 'from']);
      });
    }
  }
  return problems;
}

/** Every circle of needs, written out; a chain has an end. */
export function needCycles(file: ChainFile, parsed: ParsedFile): readonly Problem[] {
  const done = new Set<string>();
  const idsOf = (id: string) =>
    (file.links[id]?.needs ?? []).flatMap((need) =>
      typeof need === 'string' ? [need] : need.anyOf,
    );
  return Object.keys(file.links).flatMap((start): readonly Problem[] => {
    const cycle = cycleFrom(start, idsOf, done);
    if (!cycle) return [];
    return [
      {
        code: 'E_CYCLE',
        message: `the needs go round in a circle: ${cycle.join(' → ')}`,
        hint: 'Remove the need that points back to the caller.',
        place: parsed.placeOf(['links', cycle.at(-2) ?? start, 'needs']),
      },
    ];
  });
}

/**
 * The circle that a walk from `start` meets first; what it passed is done, so that each circle is told
 * once. Depth-first without recursion: a chain of 2,000 links must not exhaust the stack.
 */
export function cycleFrom(
  start: string,
  idsOf: (id: string) => readonly string[],
  done: Set<string>,
): readonly string[] | null {
  const path: { id: string; rest: string[] }[] = [];
  const onPath = new Set<string>();
  const enter = (id: string) => {
    path.push({ id, rest: [...idsOf(id)] });
    onPath.add(id);
  };
  if (!done.has(start)) enter(start);
  for (let top = path.at(-1); top; top = path.at(-1)) {
    const next = top.rest.shift();
    if (next === undefined) {
      path.pop();
      onPath.delete(top.id);
      done.add(top.id);
      continue;
    }
    if (onPath.has(next)) {
      const ids = path.map(({ id }) => id);
      for (const id of ids) done.add(id);
      return [...ids.slice(ids.indexOf(next)), next];
    }
    if (!done.has(next)) enter(next);
  }
  return null;
}
