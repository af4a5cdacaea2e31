import type { ParsedFile, Path } from '../../chain/document.ts';
import { suggest } from '../../chain/nearest.ts';
import { maxProblems, type Problem } from '../../chain/problems.ts';
import { cycleFrom } from '../../chain/references.ts';
import { shown } from '../../chain/shown.ts';
import { nameOf } from '../../chain/zod-problems.ts';
import { WHOLE_PPM } from '../types.ts';
import type { LineageFile, WeightsEntry } from './file-schema.ts';

type Section = Exclude<keyof LineageFile, '$schema' | 'lineage' | 'splits'>;

/** What the parts of a file say about each other and cannot: names of nobody, circles, wrong sums. */
export function referenceProblems(file: LineageFile, parsed: ParsedFile): readonly Problem[] {
  return [...danglingNames(file, parsed), ...cycles(file, parsed), ...splitProblems(file, parsed)];
}

type Reference = readonly [section: Section, name: string, path: Path];

function danglingNames(file: LineageFile, parsed: ParsedFile): readonly Problem[] {
  const problems: Problem[] = [];
  for (const [section, name, path] of referencesOf(file)) {
    // Looking for the nearest name is slow, and nobody reads more mistakes than are told anyway.
    if (problems.length > maxProblems) break;
    const known = file[section] ?? {};
    if (Object.hasOwn(known, name)) continue;
    problems.push({
      code: 'E_DANGLING',
      message: `${nameOf(path)}: there is no ${section.slice(0, -1)} ${shown(name)}`,
      hint:
        Object.keys(known).length > 0
          ? suggest(name, Object.keys(known))
          : `Add it under "${section}:".`,
      place: parsed.placeOf(path),
    });
  }
  return problems;
}

function* referencesOf(file: LineageFile): Generator<Reference> {
  for (const [id, entry] of Object.entries(file.datanets ?? {})) {
    const base = ['datanets', id] as const;
    yield* several(entry, base, ['contributors', 'developers']);
    yield* listed('datanets', entry.from, [...base, 'from']);
    for (const [name, { contributor }] of Object.entries(entry.documents ?? {})) {
      const path = [...base, 'documents', name, 'contributor'];
      if (contributor !== undefined) yield ['contributors', contributor, path];
    }
  }
  for (const [id, entry] of Object.entries(file.bases ?? {})) {
    yield* several(entry, ['bases', id], ['datanets', 'developers']);
    yield* listed('bases', entry.from, ['bases', id, 'from']);
  }
  for (const section of ['adapters', 'models'] as const) {
    for (const [id, entry] of Object.entries(file[section] ?? {})) {
      yield* several(entry, [section, id], ['datanets', 'developers', 'hosts', 'stakers']);
      yield* listed('bases', entry.base, [section, id, 'base']);
    }
  }
  for (const [id, entry] of Object.entries(file.models ?? {})) {
    yield* listed('adapters', entry.adapters, ['models', id, 'adapters']);
  }
  for (const [id, entry] of Object.entries(file.agents ?? {})) {
    yield* several(entry, ['agents', id], ['developers']);
    yield* listed('models', entry.models, ['agents', id, 'models']);
  }
  for (const [index, split] of (file.splits ?? []).entries()) {
    const base = ['splits', index] as const;
    yield* listed('models', split.model, [...base, 'model']);
    yield* listed('adapters', split.adapter, [...base, 'adapter']);
    for (const key of ['first', 'shares'] as const) {
      for (const target of Object.keys(split[key] ?? {})) {
        const [kind, name] = target.split(/:(.*)/s);
        if (name !== undefined) yield [`${kind}s` as Section, name, [...base, key, target]];
      }
    }
  }
}

function* several<S extends Section>(
  entry: Readonly<Partial<Record<S, WeightsEntry | undefined>>>,
  base: Path,
  sections: readonly S[],
): Generator<Reference> {
  for (const section of sections) {
    const weights = entry[section];
    if (weights === undefined) continue;
    const path = [...base, section];
    if (Array.isArray(weights)) yield* listed(section, weights, path);
    else for (const name of Object.keys(weights)) yield [section, name, [...path, name]];
  }
}

function* listed(
  section: Section,
  names: string | readonly string[] | undefined,
  path: Path,
): Generator<Reference> {
  if (typeof names === 'string') yield [section, names, path];
  else for (const [index, name] of (names ?? []).entries()) yield [section, name, [...path, index]];
}

/** Every circle of what was made of what, written out. */
function cycles(file: LineageFile, parsed: ParsedFile): readonly Problem[] {
  return (['datanets', 'bases'] as const).flatMap((section) => {
    const done = new Set<string>();
    const fromOf = (id: string) => [file[section]?.[id]?.from ?? []].flat();
    return Object.keys(file[section] ?? {}).flatMap((start): readonly Problem[] => {
      const cycle = cycleFrom(start, fromOf, done);
      if (!cycle) return [];
      return [
        {
          code: 'E_CYCLE',
          message: `${section} go round in a circle: ${cycle.join(' → ')}`,
          hint: 'Nothing is made of itself: remove the "from" that points back.',
          place: parsed.placeOf([section, cycle.at(-2) ?? start, 'from']),
        },
      ];
    });
  });
}

function splitProblems(file: LineageFile, parsed: ParsedFile): readonly Problem[] {
  const seen = new Map<string, number>();
  return (file.splits ?? []).flatMap((split, index): readonly Problem[] => {
    const problems: Problem[] = [];
    const sum = sumOf(split.shares);
    if (sum !== WHOLE_PPM) {
      const path = ['splits', index, 'shares'];
      problems.push({
        code: 'E_SPLIT',
        message: `${nameOf(path)}: sums to ${counted(sum)} parts, not to ${counted(WHOLE_PPM)}`,
        hint:
          sum < WHOLE_PPM
            ? `Say who gets the other ${counted(WHOLE_PPM - sum)}; "unattributed" is allowed.`
            : `Take ${counted(sum - WHOLE_PPM)} away.`,
        place: parsed.placeOf(path),
      });
    }
    const first = sumOf(split.first ?? {});
    if (first > WHOLE_PPM) {
      const path = ['splits', index, 'first'];
      problems.push({
        code: 'E_SPLIT',
        message: `${nameOf(path)}: takes ${counted(first)} parts of ${counted(WHOLE_PPM)}`,
        hint: `Take ${counted(first - WHOLE_PPM)} away.`,
        place: parsed.placeOf(path),
      });
    }
    const from = split.from === undefined ? '' : String(Date.parse(split.from));
    const key = JSON.stringify([split.model ?? null, split.adapter ?? null, from]);
    const twin = seen.get(key);
    if (twin !== undefined) {
      problems.push({
        code: 'E_DUPLICATE',
        message: `splits[${index}]: is for the same model, adapter and time as splits[${twin}]`,
        hint: 'Remove one, or say from when on each is in force.',
        place: parsed.placeOf(['splits', index]),
      });
    }
    seen.set(key, index);
    return problems;
  });
}

function sumOf(parts: Readonly<Record<string, number>>): number {
  return Object.values(parts).reduce((sum, part) => sum + part, 0);
}

function counted(count: number): string {
  return count.toLocaleString('en-US');
}
