import type { WeaklinkEvent } from '../../events/types.ts';
import type { Mark } from '../../replay/types.ts';

/**
 * A moment brings the newest events alone, and a busy chain makes thousands in a minute. What was
 * changed, said or noted before them is still asked about, so the marks bring it back.
 */
export function withEarlier(
  recent: readonly WeaklinkEvent[],
  marks: readonly Mark[],
): readonly WeaklinkEvent[] {
  const [session, first] = recent;
  if (!session || !first) return recent;
  const beginMs = Date.parse(first.time);
  const known = new Set(recent.map(({ id }) => id));
  const earlier = marks.flatMap(({ atMs, event }) =>
    event && atMs <= beginMs && !known.has(event.id) ? [event] : [],
  );
  return earlier.length > 0 ? [session, ...earlier, ...recent.slice(1)] : recent;
}
