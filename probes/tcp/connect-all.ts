import type { Duplex } from 'node:stream';
import type { Vantage } from '../../src/vantage/types.ts';
import type { Destination } from '../network/address.ts';
import { connectTo } from '../network/connect-to.ts';
import type { Attempt } from '../network/dial.ts';
import type { RaceLimits } from '../network/race.ts';

export interface Connections {
  /** One for each address, in their order. */
  readonly attempts: readonly (Attempt & { readonly connectMs: number })[];
  /** The first that came about; the caller's to destroy. Undefined where none did. */
  readonly first:
    | { readonly socket: Duplex; readonly address: Destination; readonly preparedMs: number }
    | undefined;
}

/**
 * Connects to every address of a name at the same time, so that one dead address of several is
 * seen, and does not delay the rest. All but the first connection are closed at once.
 */
export async function connectToAll(
  addresses: readonly Destination[],
  port: number,
  limits: RaceLimits,
  vantage?: Vantage,
): Promise<Connections> {
  let first: Connections['first'];
  const startMs = performance.now();
  const attempts = await Promise.all(
    addresses.map(async (address) => {
      const result = await connectTo(address, port, limits, vantage);
      const connectMs = performance.now() - startMs;
      if (result.kind === 'failure') return { address, connectMs, failure: result.failure };
      if (first) result.socket.destroy();
      else first = result;
      return { address, connectMs: connectMs - result.preparedMs, failure: null };
    }),
  );
  return { attempts, first };
}
