import type { Link } from '../../src/chain/types.ts';
import { isWebAddress } from '../http/options.ts';
import { type Api, dialects } from './dialects/registry.ts';

/** Kinds of link that may be a model API. */
const MODEL_KINDS: ReadonlySet<string> = new Set([
  'gateway',
  'router',
  'inference-server',
  'provider',
]);

/**
 * The list of models, where the link says what it speaks: by the label `api`, by the host of a large
 * vendor, or by an address that ends in `/v1`. Never a completion: what costs money, a file must state.
 * Without a key a refusal is to be expected, so any answer below 500 is life.
 */
export function inferOpenai({
  kind,
  address,
  labels,
}: Link): Readonly<Record<string, unknown>> | null {
  if (!MODEL_KINDS.has(kind) || address === undefined || !isWebAddress(address)) return null;
  const stated = labels.api;
  const api = stated !== undefined && isApi(stated) ? stated : apiAt(new URL(address));
  if (api === undefined) return null;
  return { url: address, ...unlessUsual(api), list: true, anyAnswer: true };
}

function isApi(name: string): name is Api {
  return Object.hasOwn(dialects, name);
}

/** Where the large vendors serve their own dialects. */
const HOSTS: readonly (readonly [host: RegExp, api: Api])[] = [
  [/^api\.anthropic\.com$/, 'anthropic'],
  [/^generativelanguage\.googleapis\.com$|-aiplatform\.googleapis\.com$/, 'gemini'],
  [/\.(?:openai|cognitiveservices)\.azure\.(?:com|us)$/, 'azure'],
  [/^bedrock-runtime(?:-fips)?\.[a-z0-9-]+\.amazonaws\.com$/, 'bedrock'],
];

function apiAt({ hostname, pathname }: URL): Api | undefined {
  const known = HOSTS.find(([host]) => host.test(hostname))?.[1];
  return known ?? (/\/v1\/?$/.test(pathname) ? 'openai' : undefined);
}

/** Options for an address that somebody typed: what its host is known to speak. */
export function apiOption(url: URL): { readonly api?: Api } {
  return unlessUsual(apiAt(url) ?? 'openai');
}

function unlessUsual(api: Api): { readonly api?: Api } {
  return api === 'openai' ? {} : { api };
}
