import { Resolver } from 'node:dns/promises';
import { isIP } from 'node:net';

/** Addresses of one name that are tried. */
const MOST_ADDRESSES = 8;
/** Names tried in turn: the one asked for, and one for each domain of the search list. */
const MOST_NAMES = 8;
/** As resolv.conf(5) has it, where nothing else is set. */
const DEFAULT_SERVER = '127.0.0.1';
const MOST_SERVERS = 3;
/** Milliseconds for one server, and how often it is asked; below glibc's, for looks are short. */
const QUESTION = { timeout: 2_000, tries: 2 };
/** Codes with which a resolver says that there is none, and not that it cannot tell. */
const NONE = new Set(['ENOTFOUND', 'ENODATA']);

/**
 * The addresses of a name as programs of a container see them: from the texts of its hosts file and
 * its resolv.conf, asked from the network that this process stands in.
 *
 * @throws Error with a code as getaddrinfo's: ENOTFOUND, EAI_AGAIN
 */
export async function resolveBy(
  hosts: string,
  resolvConf: string,
  host: string,
): Promise<readonly string[]> {
  if (isIP(host) !== 0) return [host];
  const known = inHosts(hosts, host);
  if (known.length > 0) return known;
  const resolver = new Resolver(QUESTION);
  const servers = words(resolvConf, 'nameserver')
    .flat()
    .filter((one) => isIP(one) !== 0);
  resolver.setServers(servers.length > 0 ? servers.slice(0, MOST_SERVERS) : [DEFAULT_SERVER]);
  for (const name of namesFor(resolvConf, host)) {
    const answers = await Promise.allSettled([resolver.resolve4(name), resolver.resolve6(name)]);
    const addresses = answers.flatMap((one) => (one.status === 'fulfilled' ? one.value : []));
    if (addresses.length > 0) return addresses.slice(0, MOST_ADDRESSES);
    const doubtful = answers.find(
      (one) => one.status === 'rejected' && !NONE.has(String(one.reason?.code)),
    );
    if (doubtful?.status === 'rejected') throw failed('EAI_AGAIN', host, doubtful.reason?.message);
  }
  throw failed('ENOTFOUND', host, 'no server knows it');
}

function inHosts(hosts: string, host: string): readonly string[] {
  const wanted = host.toLowerCase().replace(/\.$/, '');
  return hosts.split('\n').flatMap((line) => {
    const [address = '', ...names] = line.replace(/#.*/, '').trim().split(/\s+/);
    const isNamed = names.some((name) => name.toLowerCase() === wanted);
    return isNamed && isIP(address) !== 0 ? [address] : [];
  });
}

/** The names to ask for, as resolv.conf(5) has it: the search list first for names with few dots. */
function namesFor(resolvConf: string, host: string): readonly string[] {
  if (host.endsWith('.')) return [host.slice(0, -1)];
  const search = words(resolvConf, 'search').at(-1) ?? words(resolvConf, 'domain').at(-1) ?? [];
  const options = words(resolvConf, 'options').flat();
  const ndots = Number(
    options.find((one) => one.startsWith('ndots:'))?.slice('ndots:'.length) ?? 1,
  );
  const searched = search.filter((domain) => domain !== '.').map((domain) => `${host}.${domain}`);
  const dots = host.split('.').length - 1;
  const all = dots >= ndots ? [host, ...searched] : [...searched, host];
  return all.slice(0, MOST_NAMES);
}

/** The words after a keyword, line by line. */
function words(text: string, keyword: string): readonly (readonly string[])[] {
  return text.split('\n').flatMap((line) => {
    const [first, ...rest] = line.trim().split(/\s+/);
    return first === keyword ? [rest] : [];
  });
}

function failed(code: string, host: string, why: unknown): Error {
  return Object.assign(new Error(`${code} ${host}: ${String(why)}`), { code });
}
