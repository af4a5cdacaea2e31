import { parseFile } from '../../chain/document.ts';
import { chainOf } from '../../chain/load.ts';
import type { Chain } from '../../chain/types.ts';
import type { ProbeRegistry } from '../../probing/plan.ts';
import { type Settings, textWith } from '../activities/substitute.ts';
import type { Activity, Provider } from '../experiment-types.ts';
import type { ReadExperiment } from './experiment.ts';

type Raw = Readonly<Record<string, unknown>>;
type HttpProvider = Extract<Provider, { kind: 'http' }>;

/** Links of a derived chain: an experiment that asks more places has a chain of its own to write. */
const maxLinks = 50;

/** An experiment alone, without a word of ours beside it. */
export function isPlainExperiment(raw: Raw): boolean {
  const own = ['chain', 'source', 'faults', 'without', 'targets', 'proxies', 'processes', 'expect'];
  const isExperiment = raw.method !== undefined || raw['steady-state-hypothesis'] !== undefined;
  return isExperiment && own.every((key) => raw[key] === undefined);
}

/**
 * What an experiment says about the system, as a chain: one link for each place that its hypothesis asks,
 * named by its proxy or its address, and one for each further proxy that it breaks.
 */
export function derivedChain(
  id: string,
  { experiment, toxics, literals }: ReadExperiment,
  probes: ProbeRegistry,
): Chain {
  const links: Record<string, { kind: string; address?: string; probes: unknown[] }> = {};
  const listening = new Map(toxics.proxies.map(({ listen, name }) => [listen, idOf(name)]));
  for (const asked of askedBy(experiment?.hypothesis?.probes ?? [], literals as Settings)) {
    const { host, origin } = asked.url;
    const name = listening.get(asked.address) ?? idOf(host);
    if (Object.keys(links).length >= maxLinks) break;
    const link = links[name] ?? { kind: 'service', address: origin, probes: [] };
    links[name] = link;
    if (link.probes.length < maxLinks) link.probes.push(probeOf(asked, link.probes.length));
  }
  for (const { proxy } of toxics.toxics.values()) {
    const own = toxics.proxies.find(({ name }) => name === proxy);
    const address = own ? { address: own.listen, probes: ['tcp'] } : { probes: [] };
    links[idOf(proxy)] ??= { kind: 'network', ...address };
  }
  if (Object.keys(links).length === 0) links.system = { kind: 'service', probes: [] };
  const text = JSON.stringify({ chain: idOf(id), links });
  return chainOf(parseFile(text, id), probes);
}

interface Asked {
  readonly url: URL;
  /** `host:port`. */
  readonly address: string;
  readonly provider: HttpProvider;
  readonly status: number | null;
}

function askedBy(activities: readonly Activity[], literals: Settings): readonly Asked[] {
  return activities.flatMap(({ provider, tolerance }) => {
    if (provider.kind !== 'http') return [];
    const url = URL.parse(textWith(provider.url, literals));
    if ((url?.protocol !== 'http:' && url?.protocol !== 'https:') || url.username !== '') return [];
    const port = url.port || (url.protocol === 'https:' ? '443' : '80');
    const wanted = tolerance?.kind === 'value' ? tolerance.value : null;
    const status = typeof wanted === 'number' ? wanted : null;
    return [{ url, address: `${url.hostname}:${port}`, provider, status }];
  });
}

/** The same request as a probe of ours; where it is no plain GET, whether somebody answers at all. */
function probeOf({ url, address, provider, status }: Asked, index: number): unknown {
  const as = `asked-${index + 1}`;
  const isPlain = provider.method === 'GET' && Object.keys(provider.headers).length === 0;
  if (!isPlain || provider.body !== undefined || url.href.includes('${')) {
    return { kind: 'tcp', as, address };
  }
  const isStatus = status !== null && status >= 100 && status <= 599;
  return { kind: 'http', as, url: url.href, ...(isStatus ? { status } : {}) };
}

/** Any name → one that a link may have. */
function idOf(name: string): string {
  const id = name.replace(/[^A-Za-z0-9_.-]+/g, '-').replace(/^[^A-Za-z0-9]+/, '');
  return id.slice(0, 64) || 'unnamed';
}
