import { isIPv6 } from 'node:net';
import { redactedMark } from '../../text/redact.ts';
import { strikeSecretShapes } from '../../text/secret-shapes.ts';
import { aliasOfHex, aliasOfIp, aliasOfMac } from './address-aliases.ts';
import { fileEndings } from './common-words.ts';
import type { Names } from './names.ts';
import { aliasOfPath, aliasOfUrl } from './places.ts';

/** Texts remembered with what became of them: looks say much the same each time. */
const REMEMBERED_TEXTS = 20_000;
const REMEMBERED_CHARACTERS = 2_000;

/** Stands where a question or an answer stood. */
export const removedText = 'text removed';

/** What names somebody, by its shape; the first that fits at a place is taken. */
const shapes = {
  prompt: String.raw`(?<="(?:content|prompt|input)":\s{0,4}")(?:[^"\\]|\\.)+`,
  url: String.raw`\b[a-z][a-z0-9+.-]*:\/\/[^\s"'<>\\)\x60]+`,
  user: String.raw`(?<![\w.+@-])[\w.+-]+@[\w.-]*\w`,
  fingerprint: String.raw`(?<![\w:])(?:[0-9a-f]{2}:){7,}[0-9a-f]{2}(?![\w:])`,
  mac: String.raw`(?<![\w:-])(?:[0-9a-f]{2}:){5}[0-9a-f]{2}(?![\w:])|(?<![\w-])(?:[0-9a-f]{2}-){5}[0-9a-f]{2}(?![\w-])`,
  uuid: '(?<![0-9a-z])(?:GPU-|MIG-)?[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}(?![0-9a-f])',
  ipv6: String.raw`(?<![\w:.])(?:[0-9a-f]{0,4}:){2,7}(?:[0-9a-f]{0,4}|\d{1,3}(?:\.\d{1,3}){3})(?![\w:])`,
  ipv4: String.raw`(?<!\d|\d\.)\d{1,3}(?:\.\d{1,3}){3}(?!\d|\.\d)`,
  subject: String.raw`(?<=\b(?:CN|OU?|L|ST|UID|serialNumber|emailAddress)=)[^,/+\n]+`,
  path: String.raw`(?<![\w.~/@\]])(?!(?<=<)\/\w+>)~?\/[^\s"'<>()|;,:\x60]*`,
  domain: String.raw`(?<![\w.-])(?:\*\.)?(?:[a-z0-9_](?:[a-z0-9_-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9](?![\w-])`,
  hex: String.raw`(?<![\w-])(?=[0-9]*[a-f])(?=[a-f]*[0-9])[0-9a-f]{12,}(?![\w-])`,
  variable: String.raw`(?<=\$\{?|\benv:)[A-Z][A-Z0-9_]{2,}\b`,
  token: String.raw`(?<![\w-])(?=[\w-]*[a-z])(?=[\w-]*[A-Z])(?=[\w-]*\d)[\w-]{20,}(?![\w-])`,
  logHost: String.raw`(?<=(?:^|\n)[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d )[\w.-]+`,
  hostPort: String.raw`(?<![\w.,-])[a-z][\w-]*(?=:\d{2,5}(?!\w))`,
  machine: String.raw`(?<![\w.\/@-])[a-z][a-z0-9]*(?:[_-][a-z0-9]+)*[_-](?:[a-z0-9]*\d[a-z0-9]*)(?:[_-][a-z0-9]+)*(?![\w-])`,
} as const;
type Shape = keyof typeof shapes;

/** Machine-like words that are standards. */
const standards =
  /^(?:utf-?\d+|iso-\d[\d-]*|sha-?\d+|rs-?\d+|x86[_-]64|aes-.*|http-?\d|tls-?\d|ipv-\d|base-?64|p-?\d+|arm-?64|us-ascii)$/i;
/** Variables of every shell. */
const shellVariables = new Set(['HOME', 'PATH', 'USER', 'PWD', 'SHELL', 'LANG']);

/** What a text is, which says where an everyday word is a name. */
type Use = 'text' | 'verdict' | 'names';

/** In a text from outside: alone between quotes, `"model":"chat"`. */
const quotedPlaces = (words: string) => `(?<=")(?:${words})(?=")|(?<=')(?:${words})(?=')`;
/** In a list of names: every whole word. */
const wordPlaces = (words: string) => `(?<![\\p{L}\\p{N}])(?:${words})(?![\\p{L}\\p{N}])`;
/**
 * In the sentences of a verdict: `router: …`, `suffers from router: …`, `between router (…`,
 * `tells router from store`, `cannot tell: router, store and 2 more fail alike`.
 */
const verdictPlaces = (words: string) =>
  String.raw`(?<=(?:^|; and |suffers from |not explained by |between |\) and |tells |probe of |cannot tell: (?:\S+, |\S+ and )?|suffers from \S+ or ))(?:${words})(?=: |, most likely| \(\d| from | could$| or \S+: |(?:, \S+)? and .* fail alike; | fail alike; )|(?<=^(?:no look )?tells \S+ from )(?:${words})(?=$|; )`;

/** Rewrites free text: known names, and whatever has the shape of a name. */
export class Scanner {
  readonly #names: Names;
  readonly #patterns: Readonly<Record<Use, RegExp>>;
  readonly #knownPattern: RegExp;
  readonly #done = new Map<string, string>();

  constructor(names: Names) {
    this.#names = names;
    this.#patterns = {
      text: patternOf(names, quotedPlaces),
      verdict: patternOf(names, verdictPlaces),
      names: patternOf(names, wordPlaces),
    };
    this.#knownPattern = new RegExp(knownSource(names), 'giu');
  }

  /** A text from outside, or made of such. */
  text(text: string): string {
    return this.#scan(text, 'text');
  }

  /** A sentence of a verdict. */
  verdictText(text: string): string {
    return this.#scan(text, 'verdict');
  }

  /** A text of names and addresses alone: everyday words are names there, too. */
  nameText(text: string): string {
    return this.#scan(text, 'names');
  }

  /** Only declared names: for words of weaklink's own such as the keys of facts. */
  namesIn(text: string): string {
    return text.replace(this.#knownPattern, (found) => this.#names.find(found) ?? found);
  }

  #scan(text: string, use: Use): string {
    const key = `${use}\n${text}`;
    const known = this.#done.get(key);
    if (known !== undefined) return known;
    const struck = strikeSecretShapes(text, redactedMark);
    const rewritten = struck.replace(this.#patterns[use], (found, ...rest) => {
      const groups = rest.at(-1) as Partial<Record<Shape | 'stream' | 'plain' | 'known', string>>;
      return this.#alias(found, groups);
    });
    if (text.length <= REMEMBERED_CHARACTERS) {
      if (this.#done.size >= REMEMBERED_TEXTS) this.#done.clear();
      this.#done.set(key, rewritten);
    }
    return rewritten;
  }

  #alias(
    found: string,
    groups: Partial<Record<Shape | 'stream' | 'plain' | 'known', string>>,
  ): string {
    const names = this.#names;
    if (groups.stream !== undefined) return names.streams.get(found) ?? found;
    if (groups.plain !== undefined) return names.plain.get(found.toLowerCase()) ?? found;
    if (groups.known !== undefined) return names.find(found) ?? found;
    const shape = (Object.keys(shapes) as Shape[]).find((name) => groups[name] !== undefined);
    return shape === undefined ? found : this.#byShape[shape](found);
  }

  /** What becomes of each shape. */
  readonly #byShape: Readonly<Record<Shape, (found: string) => string>> = {
    prompt: () => removedText,
    url: (found) => {
      const end = /[.,;:!?]+$/.exec(found)?.[0] ?? '';
      return aliasOfUrl(this.#names, found.slice(0, found.length - end.length)) + end;
    },
    user: (found) => {
      const at = found.lastIndexOf('@');
      const user = this.#names.book.word('user', found.slice(0, at), 'user');
      return `${user}@${this.#names.host(found.slice(at + 1))}`;
    },
    fingerprint: (found) => aliasOfHex(this.#names.book, found),
    mac: (found) => aliasOfMac(this.#names.book, found),
    uuid: (found) => {
      const prefix = /^(?:GPU-|MIG-)/i.exec(found)?.[0] ?? '';
      return prefix + aliasOfHex(this.#names.book, found.slice(prefix.length));
    },
    ipv6: (found) => (isIPv6(found) ? aliasOfIp(this.#names.book, found) : found),
    ipv4: (found) => aliasOfIp(this.#names.book, found),
    subject: (found) => this.#subject(found),
    path: (found) => aliasOfPath(this.#names, found),
    domain: (found) => this.#domain(found),
    hex: (found) => aliasOfHex(this.#names.book, found),
    variable: (found) =>
      shellVariables.has(found)
        ? found
        : this.#names.book.word('name', found, 'V').toUpperCase().replace('-', '_'),
    // A case alone is no token: `tls_aes_256_gcm_sha384`.
    token: (found) =>
      /[a-z]/.test(found) && /[A-Z]/.test(found)
        ? (this.#names.find(found) ?? this.#names.book.word('token', found, 'token'))
        : this.#machine(found),
    logHost: (found) => this.#names.host(found),
    hostPort: (found) =>
      this.#names.find(found) ?? (this.#names.isPlain(found) ? found : this.#names.host(found)),
    machine: (found) => this.#machine(found),
  };

  #subject(found: string): string {
    const name = found.trim();
    if (name === redactedMark) return found;
    if (/^(?:\*\.)?[\w.-]+\.[a-z]{2,}$/i.test(name)) return this.#domain(name);
    return this.#names.find(name) ?? this.#names.book.word('name', name, 'name');
  }

  #domain(found: string): string {
    const names = this.#names;
    const known = names.find(found);
    if (known !== undefined) return known;
    if (names.keys.has(found)) return found;
    const dot = found.lastIndexOf('.');
    if (fileEndings.has(found.slice(dot + 1).toLowerCase())) return aliasOfPath(names, found);
    return names.host(found);
  }

  #machine(found: string): string {
    const names = this.#names;
    const known = names.find(found);
    if (known !== undefined) return known;
    // Products are written with capitals, machines are not: `H100-SXM5-80GB`.
    const isMachine =
      /^[a-z]/.test(found) && found === found.toLowerCase() && /[_-].*\d/.test(found);
    if (!isMachine || standards.test(found) || names.vocabulary.own.has(found)) {
      return this.namesIn(found);
    }
    return names.book.word('host', found, 'host');
  }
}

function patternOf(names: Names, places: (words: string) => string): RegExp {
  const alternatives = [
    `(?<stream>(?<![\\p{L}\\p{N}])(?:${anyOf(names.streams.keys())})(?![\\p{L}\\p{N}]))`,
    `(?<plain>${places(anyOf(names.plain.keys()))})`,
    ...Object.entries(shapes).map(([shape, source]) => `(?<${shape}>${source})`),
    `(?<known>${knownSource(names)})`,
  ];
  return new RegExp(alternatives.join('|'), 'giu');
}

function knownSource(names: Names): string {
  return `(?<![\\p{L}\\p{N}])(?:${anyOf(names.known.keys())})(?![\\p{L}\\p{N}])`;
}

/** Longest first, so that a name that begins with another is taken whole; nothing where there is none. */
function anyOf(texts: Iterable<string>): string {
  const longestFirst = [...texts].toSorted((a, b) => b.length - a.length);
  return longestFirst.map(escapeRegExp).join('|') || '(?!)';
}

function escapeRegExp(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}
