import type { Link } from '../../src/chain/types.ts';
import { isWebAddress } from './options.ts';

/** Kinds that answer HTTP where their address says so. */
const SERVING = new Set([
  'gateway',
  'router',
  'provider',
  'inference-server',
  'service',
  'store',
  'attribution',
  'datanet',
]);

/**
 * Any answer below 500 counts as life: a healthy API answers 401 or 404 at its base. An inference
 * server is asked at `/health`, which every common one has and which costs it nothing. The
 * leniency is bound to the URL: it is gone where a stated `url` or `path` replaces this one.
 */
export function inferHttp({ kind, address }: Link): Readonly<Record<string, unknown>> | null {
  if (!SERVING.has(kind) || address === undefined || !isWebAddress(address)) return null;
  const url = kind === 'inference-server' ? new URL('/health', address).href : address;
  return { url, anyAnswerAt: url };
}
