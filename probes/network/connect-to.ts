import type { Vantage } from '../../src/vantage/types.ts';
import { addressOf, type Destination } from './address.ts';
import { type ConnectResult, connectHere } from './connect.ts';
import { connectThere } from './connect-there.ts';
import type { RaceLimits } from './race.ts';

/**
 * One attempt at one destination.
 *
 * @param vantage elsewhere; without it this machine connects, which must be given an address
 */
export async function connectTo(
  destination: Destination,
  port: number,
  limits: RaceLimits,
  vantage?: Vantage,
): Promise<ConnectResult> {
  if (vantage) return connectThere(vantage, destination, port, limits);
  const address = addressOf(destination.address);
  if (address) return connectHere(address, port, limits);
  const detail = `${destination.address} is no address`;
  return { kind: 'failure', failure: { phase: 'resolve', symptom: 'self.bug', detail } };
}
