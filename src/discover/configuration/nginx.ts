import type { NamedFile } from '../context.ts';
import { type Directive, parseNginx } from './nginx-lines.ts';
import type { ProxyConfiguration, ProxyFront, ProxyListen, Upstream } from './upstreams.ts';

/** Files that one configuration may bring in, one behind the other. */
const MOST_FILES = 256;
const passes = /^(?:proxy|fastcgi|uwsgi|scgi|grpc)_pass$/;

/** The files that an `include` names. Relative paths begin where nginx was told its root is. */
export type ReadIncluded = (pattern: string) => Promise<readonly NamedFile[]>;

/**
 * Virtual hosts of nginx and where they pass requests on to, from a configuration and all that it
 * includes.
 *
 * @throws WeaklinkError with file and line of what is no nginx configuration
 */
export async function readNginx(
  file: NamedFile,
  readIncluded: ReadIncluded,
): Promise<ProxyConfiguration> {
  const top = await withIncluded(parseNginx(file.path, file.text), readIncluded, {
    left: MOST_FILES,
  });
  const problems: string[] = [];
  // A file of one site stands within http in the end.
  const http = [...top.filter(({ name }) => name === 'http').flatMap(childrenOf), ...top];
  const stream = top.filter(({ name }) => name === 'stream').flatMap(childrenOf);
  return {
    fronts: [...frontsOf(http, true, problems), ...frontsOf(stream, false, problems)],
    problems,
  };
}

function childrenOf({ children }: Directive): readonly Directive[] {
  return children;
}

async function withIncluded(
  directives: readonly Directive[],
  readIncluded: ReadIncluded,
  budget: { left: number },
): Promise<readonly Directive[]> {
  const found: Directive[] = [];
  for (const one of directives) {
    if (one.name !== 'include') {
      found.push({ ...one, children: await withIncluded(one.children, readIncluded, budget) });
      continue;
    }
    for (const file of await readIncluded(one.words[0] ?? '')) {
      budget.left -= 1;
      // MIME types and maps are not configuration of servers.
      if (budget.left < 0 || /(?:^|\/)mime\.types$/.test(file.path)) continue;
      const inner = parseNginx(file.path, file.text);
      found.push(...(await withIncluded(inner, readIncluded, budget)));
    }
  }
  return found;
}

function frontsOf(
  block: readonly Directive[],
  speaksHttp: boolean,
  problems: string[],
): readonly ProxyFront[] {
  const groups = new Map(
    block
      .filter(({ name }) => name === 'upstream')
      .map((one) => [one.words[0] ?? '', upstreamOf(one)] as const),
  );
  const taken = new Set<string>();
  return block
    .filter(({ name }) => name === 'server')
    .map((server) => frontOf(server, { groups, speaksHttp, taken, problems }));
}

function upstreamOf({ words, children, file, line }: Directive): Upstream {
  const servers = children
    .filter((one) => one.name === 'server' && !one.words.includes('down'))
    .map((one) => one.words[0] ?? '')
    .filter((server) => !server.startsWith('unix:'))
    .map(withPort);
  return { name: words[0] ?? '', source: `${file}:${line}`, servers };
}

interface Block {
  readonly groups: ReadonlyMap<string, Upstream>;
  readonly speaksHttp: boolean;
  /** Ports that have their first server already: it gets what no other takes. */
  readonly taken: Set<string>;
  readonly problems: string[];
}

function frontOf(server: Directive, { groups, speaksHttp, taken, problems }: Block): ProxyFront {
  const stated = server.children.filter(({ name }) => name === 'listen');
  const parsed = stated.flatMap(({ words }) => listenOf(words) ?? []);
  const listens =
    stated.length === 0 && speaksHttp ? [{ ip: '0.0.0.0', port: 80, tls: false }] : parsed;
  const hosts = server.children
    .filter(({ name }) => name === 'server_name')
    .flatMap(({ words }) => words)
    .filter((name) => /^[\w.-]+$/.test(name) && name !== '_');
  const keys = listens.map(({ ip, port }) => `${ip} ${port}`);
  const isDefault =
    stated.some(({ words }) => words.includes('default_server')) ||
    !keys.some((key) => taken.has(key));
  for (const key of keys) taken.add(key);
  const upstreams = passesIn(server)
    .flatMap((pass) => upstreamNamed(pass, groups, problems))
    .filter((one, index, all) => all.findIndex((other) => sameWay(one, other)) === index);
  const source = `${server.file}:${server.line}`;
  return { source, name: hosts[0] ?? '', listens, hosts, isDefault, speaksHttp, upstreams };
}

function sameWay(a: Upstream, b: Upstream): boolean {
  return a.servers.join(' ') === b.servers.join(' ');
}

/** Of its locations too, however deep; in a stream block `proxy_pass` stands in the server itself. */
function passesIn({ name, children, ...rest }: Directive): readonly Directive[] {
  if (passes.test(name)) return [{ name, children, ...rest }];
  return children.flatMap(passesIn);
}

function upstreamNamed(
  { name, words, file, line }: Directive,
  groups: ReadonlyMap<string, Upstream>,
  problems: string[],
): readonly Upstream[] {
  const [target = ''] = words;
  const source = `${file}:${line}`;
  const [, scheme = '', rest = target] = /^([a-z]+:\/\/)(.*)$/.exec(target) ?? [];
  const [host = ''] = rest.split('/', 1);
  const group = groups.get(host);
  if (group) return [group];
  if (target.includes('$')) {
    problems.push(`${source}: ${name} goes where a variable says: write that need by hand`);
    return [];
  }
  if (target.startsWith('unix:') || rest.startsWith('unix:')) return [];
  const isWeb = name === 'proxy_pass' && scheme !== '';
  return [{ name: '', source, servers: [isWeb ? `${scheme}${host}` : withPort(host)] }];
}

/** A server of an upstream, and a pass without a scheme, mean port 80 where they name none. */
function withPort(host: string): string {
  return /:\d+$/.test(host) ? host : `${host}:80`;
}

/** `80`, `127.0.0.1:8080 ssl`, `[::]:443 ssl`, `*:80`; undefined for a Unix socket. */
function listenOf([place = '', ...words]: readonly string[]): ProxyListen | undefined {
  const tls = words.includes('ssl');
  if (place.startsWith('unix:')) return undefined;
  if (/^\d+$/.test(place)) return { ip: '0.0.0.0', port: Number(place), tls };
  const [, v6, v4, port = '80'] = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d+))?$/.exec(place) ?? [];
  const host = v6 ?? v4;
  if (host === undefined) return undefined;
  return { ip: host === '*' ? '0.0.0.0' : host, port: Number(port), tls };
}
