import { safe, sanitise } from '../../src/text/sanitise.ts';
import type { Judgement } from '../system/judgement.ts';
import { LookMemory } from '../system/memory.ts';
import { digestOf } from './digest.ts';

/** Names of fields → their types, as the store calls them. */
export type Shape = Readonly<Record<string, string>>;

/** Changes that one piece of evidence names. */
const MOST_CHANGES = 12;
const EVIDENCE_CHARACTERS = 480;

/** The same for the same fields in any order. */
export function shapeDigest(shape: Shape): string {
  const lines = Object.entries(shape).map(([name, type]) => `${name} ${type}`);
  return digestOf(lines.toSorted().join('\n'));
}

/** Shapes that earlier looks of the session saw as pinned: a digest alone cannot say what changed. */
const seen = new LookMemory<Shape>();

/**
 * Whether the fields are as pinned: by digest, or one by one.
 *
 * @param key names the thing: its store and its name
 */
export function shapeDrift(
  key: string,
  what: string,
  shape: Shape,
  pinned: string | Shape | undefined,
): readonly Judgement<'store.schema_changed'>[] {
  if (pinned === undefined) return [];
  const digest = shapeDigest(shape);
  const isAsPinned =
    typeof pinned === 'string' ? digest === pinned : changes(pinned, shape).length === 0;
  if (isAsPinned) {
    seen.keep(key, shape);
    return [];
  }
  const before = typeof pinned === 'string' ? seen.recall(key) : pinned;
  const named = before ? changes(before, shape) : [];
  const told =
    named.length > 0
      ? named.slice(0, MOST_CHANGES).join(', ')
      : `its digest is ${digest}, pinned is ${String(pinned)}`;
  return [
    {
      symptom: 'store.schema_changed',
      summary: safe`the schema has changed`,
      evidence: sanitise(`${what}: ${told}`, { maxCharacters: EVIDENCE_CHARACTERS }),
    },
  ];
}

/** `+ added text`, `- gone`, `~ id: bigint → text`. */
function changes(before: Shape, after: Shape): readonly string[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].toSorted();
  return names.flatMap((name) => {
    const [was, is] = [own(before, name), own(after, name)];
    if (was === is) return [];
    if (was === undefined) return [`+ ${name} ${is}`];
    return is === undefined ? [`- ${name}`] : [`~ ${name}: ${was} → ${is}`];
  });
}

function own(shape: Shape, name: string): string | undefined {
  return Object.hasOwn(shape, name) ? shape[name] : undefined;
}
