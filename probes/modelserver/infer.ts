import type { Link } from '../../src/chain/types.ts';
import { isWebAddress } from '../http/options.ts';
import { type ServerName, serverNames } from './options.ts';

/** Kinds of link that are a model server, or what one serves. */
const SERVER_KINDS: ReadonlySet<string> = new Set([
  'gateway',
  'router',
  'inference-server',
  'model',
  'adapter',
]);
/** Ports that only one server has. */
const ports: Readonly<Record<string, ServerName>> = { '11434': 'ollama' };

/**
 * A look into the server where the link says which one it is: by the label `server`, or by a port
 * that only one has. Anything else costs questions that nobody asked for.
 */
export function inferServer({
  kind,
  address,
  labels,
}: Link): Readonly<Record<string, unknown>> | null {
  if (!SERVER_KINDS.has(kind) || address === undefined || !isWebAddress(address)) return null;
  const label = (labels.server ?? '').toLowerCase().replaceAll(/[.\s_-]/g, '');
  const server = serverNames.find((name) => name === label) ?? ports[new URL(address).port];
  return server === undefined ? null : { url: address, server };
}
