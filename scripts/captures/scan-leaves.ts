/**
 * Counts what a document says without any parser: a second opinion on how many fields there are.
 * It knows nothing but tags, so it cannot share a mistake with the probe.
 */
export interface Leaf {
  /** Name of the element, or `@name` of an attribute. */
  readonly name: string;
  readonly value: string;
}

/** Every element that contains no other, and every attribute, between the root's tags. */
export function scanLeaves(document: string): readonly Leaf[] {
  const start = document.search(/<[a-z_]*smi_log\b/);
  const leaves: Leaf[] = [];
  let open: { name: string; end: number } | null = null;
  for (const tag of document.slice(start).matchAll(/<(\/?)([\w.-]+)([^<>]*)>/g)) {
    const [whole, slash, name = '', rest = ''] = tag;
    const at = start + tag.index;
    if (slash === '/') {
      if (open?.name === name) leaves.push({ name, value: plain(document.slice(open.end, at)) });
      open = null;
      continue;
    }
    for (const [, key = '', value = ''] of rest.matchAll(/([\w.:-]+)="([^"]*)"/g)) {
      leaves.push({ name: `@${key}`, value: plain(value) });
    }
    if (rest.endsWith('/')) leaves.push({ name, value: '' });
    open = rest.endsWith('/') ? null : { name, end: at + whole.length };
  }
  return leaves;
}

function plain(text: string): string {
  return text
    .trim()
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replaceAll('&amp;', '&');
}
