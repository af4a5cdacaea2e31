/** Longest tag taken out; what is longer is text with a lone `<`. */
const TAG = /<\/?[a-z!][^<>]{0,500}>/gi;
const ENTITIES: Readonly<Record<string, string>> = {
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
  '&nbsp;': ' ',
  '&amp;': '&',
};

/** Incident texts carry HTML and Markdown; what is left is one line of text. */
export function plainText(html: string): string {
  return html
    .replace(TAG, ' ')
    .replace(/&(?:lt|gt|quot|#39|nbsp|amp);/g, (entity) => ENTITIES[entity] ?? entity)
    .replace(/\*\*|^#+ /gm, '')
    .replace(/\s+/g, ' ')
    .trim();
}

/** An instant in ISO form, or null for what is none. Numbers are seconds since 1970. */
export function instantOf(value: string | number): string | null {
  const ms = typeof value === 'number' ? value * 1_000 : Date.parse(value);
  return Math.abs(ms) <= 8.64e15 ? new Date(ms).toISOString() : null;
}

/** The latest of some instants. */
export function latestOf(instants: readonly (string | null)[]): string | null {
  const known = instants.filter((one) => one !== null);
  return known.length === 0
    ? null
    : known.reduce((a, b) => (Date.parse(b) > Date.parse(a) ? b : a));
}
