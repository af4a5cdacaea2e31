import type { Link } from '../../src/chain/types.ts';
import { isWebAddress } from '../http/options.ts';

/** Kinds of link that may speak the OpenAI protocol. */
const MODEL_KINDS: ReadonlySet<string> = new Set([
  'gateway',
  'router',
  'inference-server',
  'provider',
]);

/**
 * The list of models, where the link says that it speaks this protocol: by an address that ends in
 * `/v1`, or by the label `api: openai`. Never a completion: what costs money, a file must state.
 * Without a key a refusal is to be expected, so any answer below 500 is life.
 */
export function inferOpenai({
  kind,
  address,
  labels,
}: Link): Readonly<Record<string, unknown>> | null {
  if (!MODEL_KINDS.has(kind) || address === undefined || !isWebAddress(address)) return null;
  const speaks = /\/v1\/?$/.test(new URL(address).pathname) || labels.api === 'openai';
  return speaks ? { url: address, list: true, anyAnswer: true } : null;
}
