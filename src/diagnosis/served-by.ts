import { endpointIn } from '../chain/endpoint.ts';
import { linksById, type Step } from '../chain/path.ts';
import type { Chain } from '../chain/types.ts';
import { type Replica, replicaOf } from './via.ts';

/** Stands for any port. */
const anyPort = '*';

/** Which replica on the way of a series is meant by what answers call their server. Unknown names leave nothing behind. */
export class ServedBy {
  private readonly byLink = new Map<string, Replica | null>();
  /** By `host:port`, by host, and by host with any port; null where it is not that of one replica alone. */
  private readonly byEndpoint = new Map<string, Replica | null>();
  private lastText = '';
  private lastMeant: Replica | null = null;

  constructor(chain: Chain, steps: readonly Step[]) {
    const links = linksById(chain);
    for (const { link, branch, fork } of steps) {
      const replica = branch === undefined ? null : replicaOf(branch, fork ?? '');
      this.byLink.set(link, replica);
      const endpoint = endpointIn(links.get(link)?.address);
      if (!endpoint) continue;
      this.keep(endpoint.host, replica);
      this.keep(`${endpoint.host}:${endpoint.port ?? anyPort}`, replica);
    }
  }

  /** Null where nobody knows: then the look may have gone any way. */
  replica(text: string): Replica | null {
    if (text !== this.lastText) {
      this.lastText = text;
      const byLink = this.byLink.get(text);
      this.lastMeant = byLink === undefined ? this.atEndpoint(text) : byLink;
    }
    return this.lastMeant;
  }

  private keep(key: string, replica: Replica | null): void {
    const known = this.byEndpoint.get(key);
    this.byEndpoint.set(key, known === undefined || known === replica ? replica : null);
  }

  private atEndpoint(text: string): Replica | null {
    const endpoint = endpointIn(text);
    if (!endpoint) return null;
    const { host, port } = endpoint;
    const keys = port === null ? [host] : [`${host}:${port}`, `${host}:${anyPort}`];
    const key = keys.find((one) => this.byEndpoint.has(one));
    return (key === undefined ? null : this.byEndpoint.get(key)) ?? null;
  }
}
