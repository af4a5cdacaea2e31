import type { IncomingHttpHeaders } from 'node:http';

const FIELD = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*(.*)$/;
/** What a value may hold: no control characters but the tab. */
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;
/** Headers of which there is one: the first counts, as in Node. */
const SINGLE = new Set([
  'age',
  'authorization',
  'content-length',
  'content-type',
  'etag',
  'expires',
  'from',
  'host',
  'if-modified-since',
  'if-unmodified-since',
  'last-modified',
  'location',
  'max-forwards',
  'proxy-authorization',
  'referer',
  'retry-after',
  'server',
  'user-agent',
]);

/** The headers of one answer, taken in line by line, as `node:http` gives them. */
export class ResponseHeaders {
  readonly all: IncomingHttpHeaders = {};
  /** How often Content-Length stood there. */
  lengths = 0;

  /** @returns in words what is wrong with the line, or undefined */
  take(line: string): string | undefined {
    const match = FIELD.exec(line);
    if (!match) return 'Invalid header token';
    const name = (match[1] ?? '').toLowerCase();
    const value = (match[2] ?? '').trimEnd();
    if (!VALUE.test(value)) return 'Invalid header value char';
    if (name === 'content-length') this.lengths += 1;
    this.#add(name, value);
    return undefined;
  }

  #add(name: string, value: string): void {
    if (name === 'set-cookie') {
      this.all['set-cookie'] = [...(this.all['set-cookie'] ?? []), value];
      return;
    }
    const known = Object.hasOwn(this.all, name) ? this.all[name] : undefined;
    if (known === undefined) this.all[name] = value;
    else if (!SINGLE.has(name))
      this.all[name] = `${known}${name === 'cookie' ? '; ' : ', '}${value}`;
  }
}
