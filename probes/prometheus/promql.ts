/** One token: a string in any of the three quotes, a comment, or a single character. */
const TOKEN = /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`[^`]*`|#[^\n]*|[\s\S]/g;
const CLOSING: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };
/** What needs something behind it. */
const DANGLING = /(?:[-+*/%^,=<>!]|\b(?:and|or|unless|by|without|on|ignoring|offset|bool))\s*$/i;
/** A range of samples, maybe shifted: nothing that could be compared with a limit. */
const ENDS_IN_RANGE = /\]\s*(?:(?:offset\s+-?\w+|@\s*[\w.()]+)\s*)*$/i;

const MATCHERS = String.raw`\{(?:[^{}"'\x60]|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\x60[^\x60]*\x60)*\}`;
const SELECTOR = String.raw`(?:[a-zA-Z_:][\w:]*(?:${MATCHERS})?|${MATCHERS})`;
const PLAIN = new RegExp(`^${SELECTOR}$`);
const RANGED = new RegExp(String.raw`(${SELECTOR})\s*\[[^\]:]*\]`, 'g');
/** Selectors of one query that are asked for the age of their samples. */
const MAX_SELECTORS = 2;

/**
 * What is certainly wrong with a PromQL expression, in words; undefined where nothing is that can
 * be told without a server, which has the last word.
 */
export function problemOfQuery(query: string): string | undefined {
  if (query.trim() === '') return 'is empty';
  const open: string[] = [];
  let bare = '';
  for (const [token] of query.matchAll(TOKEN)) {
    if (token.startsWith('#')) continue;
    if (token.length > 1) {
      bare += '""';
      continue;
    }
    if (`"'\``.includes(token)) return `has a quote that is not closed: ${token}`;
    bare += token;
    if (token in CLOSING) open.push(token);
    else if (')]}'.includes(token) && CLOSING[open.pop() ?? ''] !== token) {
      return `has a "${token}" that closes nothing`;
    }
  }
  if (open.length > 0) return `has a "${open.at(-1)}" that is not closed`;
  if (DANGLING.test(bare)) return 'ends where something must follow';
  return ENDS_IN_RANGE.test(bare)
    ? 'gives a range of samples, not a number: put rate(), avg_over_time() or the like around it'
    : undefined;
}

/** The selectors whose samples a query reads, as far as they can be told: `x{a="b"}`, `rate(x[5m])`. */
export function selectorsOf(query: string): readonly string[] {
  const text = query.trim();
  if (PLAIN.test(text)) return [text];
  const ranged = [...text.matchAll(RANGED)].map(([, selector = '']) => selector);
  return [...new Set(ranged)].slice(0, MAX_SELECTORS);
}

/** A text as a PromQL string. */
export function quoted(text: string): string {
  return `"${text.replace(/[\\"]/g, '\\$&').replaceAll('\n', '\\n')}"`;
}

/** Texts as an anchored regular expression that matches these very texts, as a PromQL string. */
export function quotedAnyOf(texts: readonly string[]): string {
  return quoted(texts.map((text) => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')).join('|'));
}
