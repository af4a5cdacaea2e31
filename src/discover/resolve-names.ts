import { isIP } from 'node:net';
import type { LookContext } from '../../probes/probe.ts';
import { programDeadlineMs } from '../../probes/system/program-deadline.ts';
import { unlessLost } from '../../probes/system/unless-lost.ts';
import type { Found } from './context.ts';
import { endpointIn } from './endpoint-in.ts';

/** Names that are looked up: those of one chain. */
const MOST_NAMES = 64;
/** Milliseconds for one name; a resolver that is dead answers none. */
const LOOKUP_MS = 3_000;
const ANSWER_BYTES = 16_384;

/**
 * Addresses of the names that were found, as programs there look them up: what one source calls by name
 * another sees by address. Names that lead nowhere are left out.
 *
 * @throws VantageLostError
 */
export async function resolveNames(
  found: ReadonlyMap<string, Found>,
  context: LookContext,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const guesses = [...found.values()].flatMap((one) => one.guesses);
  const texts = guesses.flatMap(({ address, needs, anyOf = [] }) => [
    ...(address === undefined ? [] : [address]),
    ...[...needs, ...anyOf.flat()],
  ]);
  const hosts = texts.flatMap((text) => endpointIn(text)?.host ?? []);
  const names = [...new Set(hosts)].filter((host) => isIP(host) === 0).slice(0, MOST_NAMES);
  const looked = await Promise.all(
    names.map(async (name) => {
      const result = await context.vantage.exec(['getent', 'ahosts', name], {
        deadlineMs: programDeadlineMs(context, LOOKUP_MS),
        signal: context.signal,
        maxBytes: ANSWER_BYTES,
      });
      const ended = unlessLost(result);
      const lines = ended.kind === 'ended' ? ended.stdout.split('\n') : [];
      const addresses = lines.map((line) => line.split(/\s/, 1)[0] ?? '');
      return [name, [...new Set(addresses.filter((one) => isIP(one) !== 0))]] as const;
    }),
  );
  return new Map(looked.filter(([, addresses]) => addresses.length > 0));
}
