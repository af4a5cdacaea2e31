import type { Chain, Link, LinkId } from '../../chain/types.ts';
import { providerName } from './providers.ts';

/** What a source says of the place that served; each null where it says nothing. */
export interface Place {
  /** `service.name`, or what a log calls the server. */
  readonly service?: string | null;
  /** Host, or host and port, that was asked. */
  readonly address?: string | null;
  readonly provider?: string | null;
  readonly model?: string | null;
}

/** The link of a chain that a place is; null where none is. */
export type LinkOf = (place: Place) => LinkId | null;

/**
 * Finds links by what sources call them: a link's id or its label `service` for a service, its address
 * for a host, its provider for a vendor, and last the link that a model is asked at.
 */
export function linksOf(chain: Chain): LinkOf {
  const services = new Map<string, LinkId>();
  const addresses = new Map<string, LinkId>();
  const providers = new Map<string, LinkId>();
  for (const link of chain.links) {
    note(services, link.labels.service, link.id);
    note(services, link.id, link.id);
    for (const address of addressesOf(link)) note(addresses, address, link.id);
    if (link.kind === 'provider') note(providers, providerName(link.provider ?? link.id), link.id);
  }
  const models = new Map(chain.models.map(({ id, at }) => [id, at]));
  return ({ service, address, provider, model }) =>
    found(services, service) ??
    found(addresses, address) ??
    found(addresses, hostOf(address)) ??
    found(providers, provider && providerName(provider)) ??
    (model ? models.get(model) : undefined) ??
    null;
}

/** Where no chain says what the links are, places are called what their source calls them. */
export const linksByName: LinkOf = ({ service, provider, address }) =>
  service || providerName(provider ?? '') || address || null;

function note(links: Map<string, LinkId>, name: string | undefined, id: LinkId): void {
  const key = name?.toLowerCase();
  if (key !== undefined && key !== '' && !links.has(key)) links.set(key, id);
}

function found(links: ReadonlyMap<string, LinkId>, name: string | null | undefined) {
  return name ? links.get(name.toLowerCase()) : undefined;
}

function hostOf(address: string | null | undefined): string | null {
  return address?.replace(/:\d+$/, '') ?? null;
}

/** `https://api.example.com:8443/v1` → `api.example.com:8443` and `api.example.com`. */
function addressesOf({ kind, address }: Link): readonly string[] {
  if (address === undefined || kind === 'dns' || kind === 'certificate') return [];
  const bare = address.replace(/^[a-z][a-z0-9+.-]*:\/\//i, '').replace(/[/?#].*$/, '');
  const host = bare.replace(/:\d+$/, '');
  return bare === host ? [bare] : [bare, host];
}
