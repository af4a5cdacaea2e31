import { commonWords, fileEndings } from './common-words.ts';
import type { Names } from './names.ts';

/** A URL with the parts that name somebody replaced; scheme and port stay. */
export function aliasOfUrl(names: Names, url: string): string {
  const parts =
    /^([a-z][a-z0-9+.-]*:\/\/)(?:([^/?#@]*)@)?(\[[^\]]*\]|[^/:?#]*)(:\d+)?([^?#]*)(\?[^#]*)?(#.*)?$/i.exec(
      url,
    );
  if (!parts) return names.book.word('name', url, 'url');
  const [, scheme = '', user, host = '', port = '', path = '', query = '', fragment = ''] = parts;
  return [
    scheme,
    user === undefined ? '' : `${names.book.word('user', user, 'user')}@`,
    host.startsWith('[') ? `[${names.host(host.slice(1, -1))}]` : names.host(host),
    port,
    aliasOfPath(names, path),
    query === ''
      ? ''
      : `?${query
          .slice(1)
          .split('&')
          .map((pair) => aliasOfPair(names, pair))
          .join('&')}`,
    fragment === '' ? '' : `#${names.book.word('name', fragment, 'part')}`,
  ].join('');
}

function aliasOfPair(names: Names, pair: string): string {
  const at = pair.indexOf('=');
  if (at < 0) return names.book.word('name', pair, 'value');
  const value = pair.slice(at + 1);
  const isPlain = value === '' || /^[\d.]+$/.test(value) || /^(?:true|false)$/.test(value);
  return `${pair.slice(0, at + 1)}${isPlain ? value : names.book.word('name', value, 'value')}`;
}

/** Directories and files with other names, except those that every machine has. */
export function aliasOfPath(names: Names, path: string): string {
  return path
    .split('/')
    .map((segment) => aliasOfSegment(names, segment))
    .join('/');
}

function aliasOfSegment(names: Names, segment: string): string {
  if (segment === '' || /^[.~*\d-]+$/.test(segment)) return segment;
  const found = names.linkNamed(segment) ?? names.known.get(segment.toLowerCase());
  if (found !== undefined) return found;
  if (isCommon(names, segment)) return segment;
  const dot = segment.lastIndexOf('.');
  const ending = segment.slice(dot + 1).toLowerCase();
  if (dot <= 0 || !fileEndings.has(ending)) return names.book.word('path', segment, 'path');
  const base = segment.slice(0, dot);
  const link = names.linkNamed(base);
  if (link !== undefined) return `${link}.${ending}`;
  return isCommon(names, base)
    ? segment
    : `${names.known.get(base.toLowerCase()) ?? names.book.word('path', base, 'file')}.${ending}`;
}

function isCommon(names: Names, word: string): boolean {
  const lower = word.toLowerCase();
  return commonWords.has(lower) || names.vocabulary.own.has(lower);
}
