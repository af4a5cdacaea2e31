import { type LookupAddress, lookup } from 'node:dns';
import { type RaceLimits, race } from './race.ts';

/**
 * Calls of getaddrinfo in flight at once. They block threads of libuv's pool of four, which file
 * access needs too, and a dead resolver holds one for up to 30 s: two must always stay free.
 */
const MAX_LOOKUPS = 2;

export type LookupResult =
  | { readonly kind: 'addresses'; readonly addresses: readonly LookupAddress[] }
  | { readonly kind: 'error'; readonly error: NodeJS.ErrnoException };

const inFlight = new Map<string, Promise<LookupResult>>();
const waiting: (() => void)[] = [];
let running = 0;

/**
 * All addresses of a name as applications see them: hosts file, search domains and the rest of
 * the system's ways. Looks that ask for one name at the same time share one call.
 */
export function systemLookup(
  name: string,
  limits: RaceLimits,
): Promise<LookupResult | 'timeout' | 'cancelled'> {
  return race<LookupResult>(limits, (settle) => {
    void lookupShared(name).then(settle);
    return () => {};
  });
}

function lookupShared(name: string): Promise<LookupResult> {
  const shared = inFlight.get(name);
  if (shared) return shared;
  const own = lookupWhenFree(name).finally(() => inFlight.delete(name));
  inFlight.set(name, own);
  return own;
}

async function lookupWhenFree(name: string): Promise<LookupResult> {
  while (running >= MAX_LOOKUPS) await new Promise<void>((free) => waiting.push(free));
  running += 1;
  try {
    return await new Promise<LookupResult>((resolve) => {
      lookup(name, { all: true, order: 'verbatim' }, (error, addresses) =>
        resolve(error ? { kind: 'error', error } : { kind: 'addresses', addresses }),
      );
    });
  } finally {
    running -= 1;
    waiting.shift()?.();
  }
}
