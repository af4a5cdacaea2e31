import type { LinkEntry } from '../../chain/file-schema.ts';
import { linkKinds } from '../../chain/types.ts';
import { endpointIn } from '../endpoint-in.ts';
import { endpointMark, isLoopback, type Scope } from '../machine/scope.ts';

/**
 * What a link of a file is known by: its address, what its probes look at, or, for the machine and its
 * cards, its kind. Loopback is another machine's from every vantage, and so are names of containers.
 */
export function keysOfEntry(entry: LinkEntry, from: string, here: Scope): readonly string[] {
  const { kind, address, probes = [], also = [] } = entry;
  const place = (key: string) => `${from}|${key}`;
  const isBehind = linkKinds[kind].role === 'behind';
  const endpoint = address === undefined ? undefined : endpointIn(address);
  const keys: string[] = [];
  if (isBehind && endpoint)
    keys.push(placed(endpointMark(here, endpoint.host, endpoint.port), from));
  else if (address !== undefined) keys.push(place(`${kind} ${address}`));
  for (const probe of [...probes, ...also]) {
    if (typeof probe === 'string') continue;
    const { container, compose, name, match, pidFile } = probe;
    if (probe.kind === 'docker' && typeof container === 'string')
      keys.push(place(`container ${container}`));
    if (probe.kind === 'docker' && typeof compose === 'string')
      keys.push(place(`compose ${compose}`));
    if (probe.kind === 'process') {
      keys.push(place(`process ${JSON.stringify([name ?? null, match ?? null, pidFile ?? null])}`));
    }
  }
  if ((kind === 'host' || kind === 'gpu') && address === undefined) keys.push(place(kind));
  return keys;
}

/** A mark as {@link keysOfEntry} writes it. */
export function placed(mark: string, from: string): string {
  const endpoint = endpointIn(mark);
  return endpoint && !isLoopback(endpoint.host) ? mark : `${from}|${mark}`;
}
