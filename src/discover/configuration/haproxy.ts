import type { NamedFile } from '../context.ts';
import { unreadable } from './problem.ts';
import type { ProxyConfiguration, ProxyFront, ProxyListen, Upstream } from './upstreams.ts';

/** Sections that begin at the start of a line, as HAProxy 2.x and 3.x know them. */
const sections = new Set([
  ...['global', 'defaults', 'frontend', 'backend', 'listen', 'resolvers', 'peers', 'mailers'],
  ...[
    'userlist',
    'program',
    'http-errors',
    'ring',
    'cache',
    'log-forward',
    'log-profile',
    'traces',
  ],
  ...['fcgi-app', 'crt-store', 'acme'],
]);

interface Line {
  readonly words: readonly string[];
  readonly source: string;
}

interface Section {
  readonly kind: string;
  readonly name: string;
  readonly source: string;
  readonly lines: readonly Line[];
}

/**
 * Frontends of HAProxy and the servers of their backends.
 *
 * @throws WeaklinkError with file and line of what is no HAProxy configuration
 */
export function readHaproxy(files: readonly NamedFile[]): ProxyConfiguration {
  const all = files.flatMap(sectionsOf);
  const problems: string[] = [];
  const backends = new Map(
    all.filter(({ kind }) => kind === 'backend').map((one) => [one.name, one] as const),
  );
  let mode = 'tcp';
  const fronts = all.flatMap((section): readonly ProxyFront[] => {
    if (section.kind === 'defaults') mode = modeOf(section) ?? 'tcp';
    if (section.kind !== 'frontend' && section.kind !== 'listen') return [];
    const its = modeOf(section) ?? mode;
    return [frontOf(section, its === 'http', backends, problems)];
  });
  return { fronts: fronts.filter(({ upstreams }) => upstreams.length > 0), problems };
}

function sectionsOf({ path, text }: NamedFile): readonly Section[] {
  const found: { kind: string; name: string; source: string; lines: Line[] }[] = [];
  for (const [index, raw] of text.split('\n').entries()) {
    const words = wordsOf(raw, path, index + 1);
    const [first] = words;
    if (first === undefined) continue;
    const source = `${path}:${index + 1}`;
    if (sections.has(first) && !/^\s/.test(raw)) {
      found.push({ kind: first, name: words[1] ?? '', source, lines: [] });
      continue;
    }
    const section = found.at(-1);
    // Conditions of its own preprocessor stand anywhere.
    if (first.startsWith('.')) continue;
    if (!section) throw unreadable(path, index + 1, 'a line before the first section of HAProxy');
    section.lines.push({ words, source });
  }
  return found;
}

/** Words of one line: quotes and backslashes as in a shell, a comment to its end. */
function wordsOf(line: string, path: string, number: number): readonly string[] {
  const words = [...line.matchAll(/#.*|(?:"((?:\\.|[^"\\])*)"|'([^']*)'|\\.|[^\s"'#\\])+|["']/g)];
  const found: string[] = [];
  for (const { 0: word } of words) {
    if (word.startsWith('#')) break;
    if (word === '"' || word === "'") throw unreadable(path, number, 'a quote has no end');
    found.push(word.replace(/"((?:\\.|[^"\\])*)"|'([^']*)'|\\(.)/g, (_, a, b, c) => a ?? b ?? c));
  }
  return found;
}

function modeOf({ lines }: Section): string | undefined {
  return lines.find(({ words }) => words[0] === 'mode')?.words[1];
}

function frontOf(
  section: Section,
  speaksHttp: boolean,
  backends: ReadonlyMap<string, Section>,
  problems: string[],
): ProxyFront {
  const listens = section.lines
    .filter(({ words }) => words[0] === 'bind')
    .flatMap(({ words }) => listensOf(words));
  const names = section.lines.flatMap(({ words: [first, name = ''], source }) => {
    if (first !== 'default_backend' && first !== 'use_backend') return [];
    if (!/[%[\]$]/.test(name)) return [{ name, source }];
    problems.push(`${source}: the backend is chosen while it runs: write that need by hand`);
    return [];
  });
  const own = section.kind === 'listen' ? upstreamsOf(section) : [];
  const named = [...new Map(names.map((one) => [one.name, one])).values()].flatMap(
    ({ name, source }) => {
      const backend = backends.get(name);
      if (!backend) problems.push(`${source}: there is no backend ${name}`);
      return backend ? upstreamsOf(backend) : [];
    },
  );
  return {
    source: section.source,
    name: section.name,
    ...{ listens, hosts: [], isDefault: true },
    // Where paths alone lead on, a question for none of them is answered with 503.
    speaksHttp: speaksHttp && (own.length > 0 || hasDefault(section)),
    upstreams: [...own, ...named],
  };
}

function hasDefault({ lines }: Section): boolean {
  return lines.some(({ words: [first] }) => first === 'default_backend');
}

/** All servers of a backend but those that are switched off; a spare one is a server too. */
function upstreamsOf({ name, source, lines }: Section): readonly Upstream[] {
  const servers = lines.flatMap(({ words }) => {
    const [first, , place = ''] = words;
    if (first === 'server-template') return templateServers(words);
    if (first !== 'server' || words.includes('disabled')) return [];
    return [place.replace(/^(?:ipv4|ipv6|tcp4?6?)@/, '')];
  });
  return servers.length === 0 ? [] : [{ name, source, servers: [...new Set(servers)] }];
}

/** `server-template app 3 app.internal:80`: as many as its name has addresses, behind one name. */
function templateServers(words: readonly string[]): readonly string[] {
  const place = words[3];
  return place === undefined ? [] : [place];
}

/** `*:80`, `:443 ssl crt x`, `127.0.0.1:80,10.0.0.1:80`, `[::]:80`; Unix sockets are left out. */
function listensOf([, places = '', ...words]: readonly string[]): readonly ProxyListen[] {
  const tls = words.includes('ssl');
  return places.split(',').flatMap((place) => {
    const bare = place.replace(/^(?:ipv4|ipv6|tcp4?6?)@/, '');
    const [, v6, v4 = '', port] = /^(?:\[([^\]]*)\]|([^:/@]*|::)):(\d+)$/.exec(bare) ?? [];
    if (port === undefined) return [];
    const host = v6 ?? v4;
    return [{ ip: host === '*' || host === '' ? '0.0.0.0' : host, port: Number(port), tls }];
  });
}
