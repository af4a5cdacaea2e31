/** How many ports towards one destination are in use, of those that outgoing connections may take. */
export interface PortUse {
  readonly destination: string;
  readonly used: number;
  readonly most: number;
}

export interface PortRange {
  readonly first: number;
  readonly last: number;
}

export function parsePortRange(text: string): PortRange | undefined {
  const match = /^(\d{1,5})\s+(\d{1,5})/.exec(text);
  return match ? { first: Number(match[1]), last: Number(match[2]) } : undefined;
}

/** TCP sockets of all states, by /proc/net/sockstat; those that wait for stragglers included. */
export function parseTcpSockets(text: string): number | undefined {
  const match = /^TCP: inuse (\d+) orphan \d+ tw (\d+)/m.exec(text);
  return match ? Number(match[1]) + Number(match[2]) : undefined;
}

/**
 * The destination towards which the most ports are taken, by `ss -Htan`. A port may be used towards
 * many destinations at once, so only those of one count together.
 */
export function parsePortUse(text: string, { first, last }: PortRange): PortUse | undefined {
  const byDestination = new Map<string, number>();
  for (const line of text.split('\n')) {
    const [state, , , local = '', peer] = line.trim().split(/\s+/);
    const port = Number(local.slice(local.lastIndexOf(':') + 1));
    if (!peer || state === 'LISTEN' || !(port >= first && port <= last)) continue;
    byDestination.set(peer, (byDestination.get(peer) ?? 0) + 1);
  }
  let most: PortUse | undefined;
  for (const [destination, used] of byDestination) {
    if (used > (most?.used ?? 0)) most = { destination, used, most: last - first + 1 };
  }
  return most;
}
