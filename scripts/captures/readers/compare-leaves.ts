export interface Compared {
  /** Texts, numbers and flags under the names that the reader knows. */
  readonly inText: number;
  /** Those of them that the reader gives back as something else, by their paths. */
  readonly lost: readonly string[];
  /** Names that the reader does not look at, as far up as they are unknown. */
  readonly unknown: readonly string[];
}

const nothing: Compared = { inText: 0, lost: [], unknown: [] };
/** Levels of nesting compared; the answers of daemons have about six. */
const DEEPEST = 32;

/**
 * Holds what a schema made of a document against the document: a schema that takes anything for a
 * missing part would otherwise lose what it does not expect without a word.
 */
export function compareLeaves(raw: unknown, parsed: unknown, path = '', depth = 0): Compared {
  if (raw === null || raw === undefined || depth > DEEPEST) return nothing;
  if (typeof raw !== 'object') {
    const same = raw === parsed || isInstant(raw, parsed);
    return { inText: 1, lost: same ? [] : [`${path}: ${String(raw).slice(0, 80)}`], unknown: [] };
  }
  const known = new Map(Object.entries(isComposite(parsed) ? parsed : {}));
  const parts = Object.entries(raw).map(([name, value]): Compared => {
    const at = Array.isArray(raw) ? `${path}[]` : `${path}.${name}`.replace(/^\./, '');
    // A list has no names that could be unknown; an item too many for the reader is lost.
    if (!known.has(name) && !Array.isArray(raw)) return { ...nothing, unknown: [at] };
    return compareLeaves(value, known.get(name), at, depth + 1);
  });
  return {
    inText: parts.reduce((sum, { inText }) => sum + inText, 0),
    lost: parts.flatMap(({ lost }) => lost),
    unknown: parts.flatMap(({ unknown }) => unknown),
  };
}

function isComposite(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** Times become milliseconds; Docker's year 1 means never. */
function isInstant(raw: unknown, parsed: unknown): boolean {
  if (typeof raw !== 'string' || !/^\d{4}-\d\d-\d\dT/.test(raw)) return false;
  return Date.parse(raw) === parsed || (raw.startsWith('0001-01-01') && parsed === null);
}
