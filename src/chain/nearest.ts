import { allowedWords } from './shown.ts';

/** Longest name worth comparing; longer ones are not typing mistakes. */
const maxCharacters = 64;

/** The candidate that a person most likely meant, or null where none is near. */
export function nearest(text: string, candidates: readonly string[]): string | null {
  if (text.length === 0 || text.length > maxCharacters) return null;
  const allowed = Math.max(1, Math.floor(text.length / 3));
  let best: { candidate: string; distance: number } | null = null;
  for (const candidate of candidates) {
    if (Math.abs(text.length - candidate.length) > allowed) continue;
    const distance = editDistance(text.toLowerCase(), candidate.toLowerCase());
    if (distance <= allowed && (!best || distance < best.distance)) best = { candidate, distance };
  }
  return best?.candidate ?? null;
}

/** Insertions, deletions, substitutions and swaps of neighbours (Damerau's distance). */
function editDistance(a: string, b: string): number {
  const rows = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let distance = Math.min(
        at(rows, i - 1, j) + 1,
        (row[j - 1] as number) + 1,
        at(rows, i - 1, j - 1) + same,
      );
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        distance = Math.min(distance, at(rows, i - 2, j - 2) + 1);
      }
      row.push(distance);
    }
    rows.push(row);
  }
  return at(rows, a.length, b.length);
}

function at(rows: readonly (readonly number[])[], i: number, j: number): number {
  return rows[i]?.[j] ?? Number.POSITIVE_INFINITY;
}

/** `did you mean "gateway"?`, or what is allowed. */
export function suggest(text: string, candidates: readonly string[]): string {
  const near = nearest(text, candidates);
  if (near !== null) return `Did you mean "${near}"?`;
  return candidates.length > 0 ? allowedWords(candidates) : 'Nothing is allowed here.';
}
