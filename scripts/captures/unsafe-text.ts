/** What may reach no event: controls, bidi controls, zero-width characters, lone surrogates. */
const unsafe =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

/** The first text anywhere in a value, keys included, that a terminal must not see; null: none. */
export function unsafeText(value: unknown): string | null {
  if (typeof value === 'string') return unsafe.test(value) ? value : null;
  if (typeof value !== 'object' || value === null) return null;
  for (const [key, item] of Object.entries(value)) {
    const found = unsafeText(key) ?? unsafeText(item);
    if (found !== null) return found;
  }
  return null;
}
