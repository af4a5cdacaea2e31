import type {
  ProxyConfiguration,
  ProxyFront,
  ProxyListen,
  Upstream,
} from '../configuration/upstreams.ts';
import { needFrom } from '../endpoint-in.ts';
import { hostPort, listenMarks, reachableHost, type Scope } from '../machine/scope.ts';
import type { Guess, GuessedProbe } from '../types.ts';

export interface Proxy {
  /** What its links are called: `nginx`. */
  readonly id: string;
  /** The network that its configuration speaks of. */
  readonly scope: Scope;
  /** What it runs on; empty where only its file is known. */
  readonly foundation: readonly string[];
}

/** Where requests come in, as links, and the servers behind as their needs. */
export function proxyGuesses({ fronts }: ProxyConfiguration, proxy: Proxy): readonly Guess[] {
  return fronts.flatMap((front) =>
    front.listens
      .filter((listen, index, all) => all.findIndex(({ port }) => port === listen.port) === index)
      .flatMap((listen) => frontGuesses(front, listen, proxy)),
  );
}

function frontGuesses(front: ProxyFront, listen: ProxyListen, proxy: Proxy): readonly Guess[] {
  const { ip, port, tls } = listen;
  const host = reachableHost(proxy.scope, ip);
  const [name] = front.hosts;
  const id = front.name === '' ? proxy.id : `${proxy.id}-${front.name}`;
  const groups = front.upstreams
    .map((one) => needsOf(one, proxy.scope))
    .filter((one) => one.length > 0);
  const certificate =
    tls && host !== undefined ? certificateGuess(id, name, hostPort(host, port), front) : [];
  const guess: Guess = {
    id,
    kind: 'gateway',
    ...reached(front, listen, host),
    needs: [
      ...proxy.foundation,
      ...certificate.map((one) => one.id),
      ...groups.filter((one) => one.length === 1).flat(),
    ],
    anyOf: groups.filter((one) => one.length > 1),
    marks: marksOf(front, listen, proxy.scope),
    why: whyOf(front, port),
    source: front.source,
    sure: 'certain',
  };
  return [guess, ...certificate];
}

function needsOf({ servers }: Upstream, scope: Scope): readonly string[] {
  return [...new Set(servers.flatMap((one) => needFrom(one, scope) ?? []))];
}

/** A virtual host that only its name leads to is another link than the port. */
function marksOf({ hosts, isDefault }: ProxyFront, { ip, port }: ProxyListen, scope: Scope) {
  const own = listenMarks(scope, ip, port);
  const named = hosts.map((host) => `${host}:${port}`);
  return isDefault
    ? [...own, ...named]
    : [...own.map((mark) => `${mark}#${hosts[0] ?? ''}`), ...named];
}

/** By what address and by what look it is reached. */
function reached(
  { hosts, isDefault, speaksHttp }: ProxyFront,
  { port, tls }: ProxyListen,
  host: string | undefined,
): Partial<Guess> {
  if (host === undefined) return { probes: [] };
  const endpoint = hostPort(host, port);
  const [name] = hosts;
  if (!speaksHttp || (tls && name === undefined)) return { address: endpoint };
  if (!tls && (isDefault || name === undefined)) return { address: `http://${endpoint}` };
  const url = `${tls ? 'https' : 'http'}://${name}:${port}/`;
  // Asked at this machine under its name, whatever the name leads to elsewhere.
  const probe: GuessedProbe = { kind: 'http', url, anyAnswerAt: url, connectTo: endpoint };
  return { address: url.replace(/\/$/, ''), probes: [probe] };
}

/** Of one name: another virtual host of the same port shows another certificate. */
function certificateGuess(
  id: string,
  name: string | undefined,
  endpoint: string,
  { source }: ProxyFront,
): readonly Guess[] {
  if (name === undefined) return [];
  const address = `${name}:${endpoint.split(':').at(-1)}`;
  return [
    {
      id: `${id}-certificate`,
      kind: 'certificate',
      address,
      needs: [],
      probes: [{ kind: 'tls', address, connectTo: endpoint }],
      why: `it is shown to whoever asks for ${name}`,
      source,
      sure: 'certain',
    },
  ];
}

function whyOf({ hosts, upstreams, source: own }: ProxyFront, port: number): string {
  const [name] = hosts;
  const at = `takes requests${name === undefined ? '' : ` for ${name}`} on port ${port}`;
  if (upstreams.length === 0) return `${at} and answers them itself`;
  const ways = upstreams.map(({ name: group, servers, source }) => {
    const where = source === own ? '' : ` (${source})`;
    if (servers.length <= 1) return `${servers[0] ?? 'a socket of its own'}${where}`;
    return `one of ${servers.length} servers${group === '' ? '' : ` of ${group}`}${where}`;
  });
  return `${at} and passes them to ${ways.slice(0, 3).join(' and ')}${ways.length > 3 ? ' and others' : ''}`;
}
