import type { Found } from '../context.ts';
import { endpointIn } from '../endpoint-in.ts';
import type { GuessedVantage } from '../types.ts';
import { plainId } from './names.ts';
import type { Thing } from './unite.ts';

/**
 * Places to look from that are of use: hosts on which something of the chain stands. A configuration of
 * SSH has many more.
 *
 * @param all also those on which nothing was found
 */
export function usedVantages(
  found: ReadonlyMap<string, Found>,
  things: readonly Thing[],
  all: boolean,
): readonly GuessedVantage[] {
  const hosts = new Set(
    things.flatMap(({ told }) =>
      told.flatMap(({ guess }) => endpointIn(guess.address ?? '')?.host ?? []),
    ),
  );
  const vantages = [...found.values()].flatMap((one) => one.vantages ?? []);
  const used = vantages.filter(({ hosts: its }) => all || its.some((host) => hosts.has(host)));
  return [
    ...new Map(
      used.map((one) => [plainId(one.name), { ...one, name: plainId(one.name) }]),
    ).values(),
  ];
}
