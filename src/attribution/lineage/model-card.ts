import { parseDocument } from 'yaml';

/** Characters of a card's front matter that are read; the Hub refuses larger ones too. */
const MAX_FRONT_CHARACTERS = 262_144;

/**
 * The front matter of a Hugging Face card (README.md): what stands between the first two lines of `---`.
 * Aliases are refused: cards need none, and they can be made into bombs.
 *
 * @returns null where it has none, or none that can be read
 */
export function frontMatter(card: string): Readonly<Record<string, unknown>> | null {
  const text = /^\uFEFF?---[ \t]*\r?\n([\s\S]*?)\r?\n---[ \t]*(?:\r?\n|$)/.exec(
    card.slice(0, MAX_FRONT_CHARACTERS),
  )?.[1];
  if (text === undefined) return null;
  const document = parseDocument(text, { schema: 'core', prettyErrors: false });
  if (document.errors.length > 0) return null;
  try {
    const data: unknown = document.toJS({ maxAliasCount: 0 });
    return typeof data === 'object' && data !== null && !Array.isArray(data)
      ? (data as Record<string, unknown>)
      : null;
  } catch (error) {
    if (error instanceof ReferenceError) return null;
    throw error;
  }
}

/** A text or a list of texts; empty for anything else. */
export function textsOf(value: unknown): readonly string[] {
  return [value].flat().filter((one): one is string => typeof one === 'string' && one !== '');
}

/** The licence that a card states: a model licence by its own name where it is none of the Hub's list. */
export function licenceOfCard(card: Readonly<Record<string, unknown>>): string | null {
  const listed = textsOf(card.license);
  const [own] = textsOf(card.license_name);
  if (listed.length === 0 || (listed.length === 1 && listed[0] === 'other')) {
    return own ?? listed[0] ?? null;
  }
  // Several mean that parts of it have one each: all bind.
  return listed.join(' AND ');
}
