/** An element: its name, and its text or its children. */
export type XmlElement = readonly [
  name: string,
  content: string | readonly XmlElement[],
  attributes?: string,
];

/** Characters that nvidia-smi would have to escape in a process name. */
function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** Writes as nvidia-smi does: one tab a level, an element without children closed on its own line. */
export function writeElement([name, content, attributes]: XmlElement, depth: number): string {
  const indent = '\t'.repeat(depth);
  const open = attributes === undefined ? `<${name}>` : `<${name} ${attributes}>`;
  if (typeof content === 'string') return `${indent}${open}${escapeText(content)}</${name}>\n`;
  const children = content.map((child) => writeElement(child, depth + 1)).join('');
  return `${indent}${open}\n${children}${indent}</${name}>\n`;
}

/** `leaves('N/A', 'a', 'b')` → `<a>N/A</a><b>N/A</b>`. */
export const leaves = (value: string, ...names: readonly string[]): XmlElement[] =>
  names.map((name) => [name, value]);
