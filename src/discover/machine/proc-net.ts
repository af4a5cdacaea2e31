/** A TCP socket of one network namespace, as /proc/net/tcp and /proc/net/tcp6 have it. */
export interface TcpSocket {
  readonly local: Endpoint;
  readonly remote: Endpoint;
  readonly state: 'listening' | 'established' | 'other';
  /** Names the socket for good; 0 for one that no process holds any more. */
  readonly inode: number;
}

export interface Endpoint {
  /** `10.0.0.7`, `2001:db8::1`; an IPv4 address within IPv6 is given as IPv4. */
  readonly ip: string;
  readonly port: number;
}

/** Sockets read of one namespace; a busy gateway has some ten thousand. */
const MOST_SOCKETS = 65_536;

const states: Readonly<Record<string, TcpSocket['state']>> = {
  '01': 'established',
  '0A': 'listening',
};

/** Rows of /proc/net/tcp or /proc/net/tcp6; what is no row is left out. */
export function parseProcNet(text: string): readonly TcpSocket[] {
  return text
    .split('\n')
    .slice(1, MOST_SOCKETS)
    .flatMap((line) => {
      const [, local = '', remote = '', state = '', , , , , , inode = ''] = line
        .trim()
        .split(/\s+/);
      const ends = [endpointOf(local), endpointOf(remote)];
      if (!ends[0] || !ends[1]) return [];
      return [
        { local: ends[0], remote: ends[1], state: states[state] ?? 'other', inode: Number(inode) },
      ];
    });
}

/** `0100007F:1F90` → 127.0.0.1 and 8080: each word of four bytes is in the machine's order. */
function endpointOf(text: string): Endpoint | undefined {
  const match = /^([0-9A-F]{8}|[0-9A-F]{32}):([0-9A-F]{4})$/.exec(text);
  if (!match) return undefined;
  const [, hex = '', port = ''] = match;
  const words = hex.match(/.{8}/g) ?? [];
  const bytes = words.flatMap((word) =>
    (word.match(/../g) ?? []).map((byte) => Number.parseInt(byte, 16)).reverse(),
  );
  return { ip: ipOf(bytes), port: Number.parseInt(port, 16) };
}

function ipOf(bytes: readonly number[]): string {
  if (bytes.length === 4) return bytes.join('.');
  const isMapped = bytes.slice(0, 10).every((byte) => byte === 0) && bytes[10] === 255;
  return isMapped ? bytes.slice(12).join('.') : ipv6Text(bytes);
}

/** The usual short form: the longest run of zeros is `::`. */
export function ipv6Text(bytes: readonly number[]): string {
  const groups = Array.from({ length: 8 }, (_, index) =>
    (((bytes[index * 2] ?? 0) << 8) | (bytes[index * 2 + 1] ?? 0)).toString(16),
  );
  // The URL parser writes IPv6 addresses as RFC 5952 says.
  return new URL(`http://[${groups.join(':')}]`).hostname.slice(1, -1);
}

/** Addresses of the namespace itself, from /proc/net/fib_trie: those said to be local to a host. */
export function localAddresses(fibTrie: string): readonly string[] {
  const lines = fibTrie.split('\n');
  const found = lines.flatMap((line, index) => {
    const ip = /\|-- (\d+\.\d+\.\d+\.\d+)/.exec(lines[index - 1] ?? '')?.[1];
    return ip !== undefined && /\/32 host LOCAL/.test(line) ? [ip] : [];
  });
  return [...new Set(found)];
}

/** IPv6 addresses of the namespace, from /proc/net/if_inet6; link-local ones belong to nobody's configuration. */
export function localAddresses6(ifInet6: string): readonly string[] {
  return ifInet6.split('\n').flatMap((line) => {
    const hex = /^([0-9a-f]{32}) /.exec(line)?.[1];
    const bytes = (hex?.match(/../g) ?? []).map((byte) => Number.parseInt(byte, 16));
    const text = bytes.length === 16 ? ipv6Text(bytes) : undefined;
    return text === undefined || text.startsWith('fe80:') ? [] : [text];
  });
}
