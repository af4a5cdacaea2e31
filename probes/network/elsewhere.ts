import type { Vantage } from '../../src/vantage/types.ts';

/**
 * The vantage that must dial, resolve and read in our stead; undefined where it is this machine,
 * whose own sockets are faster and whose phases are exact.
 */
export function elsewhere(vantage: Vantage | undefined): Vantage | undefined {
  return vantage === undefined || vantage.name === 'local' ? undefined : vantage;
}
