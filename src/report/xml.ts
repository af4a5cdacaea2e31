/** What JUnit reports are written with. */

/** ` name="value"`, in front of it the space that parts it from what stands before. */
export function attribute(name: string, value: string | number): string {
  return ` ${name}="${escapeXml(String(value)).replaceAll('\n', '&#10;').replaceAll('\t', '&#9;')}"`;
}

/** Milliseconds → JUnit's seconds: `1.250`. */
export function seconds(durationMs: number): string {
  return (Math.max(0, durationMs) / 1_000).toFixed(3);
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** XML 1.0 cannot hold most control characters, lone surrogates or U+FFFE/F, not even escaped. */
export function escapeXml(text: string): string {
  return text
    .toWellFormed()
    .replace(/[^\t\n\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '')
    .replace(/[&<>"']/g, (character) => entities[character] ?? character);
}
