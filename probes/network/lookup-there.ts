import type { ExecResult, Vantage } from '../../src/vantage/types.ts';
import { type Address, addressOf } from './address.ts';
import type { NetworkFailure } from './failure.ts';
import type { RaceLimits } from './race.ts';
import { MAX_ADDRESSES, type Resolution } from './resolve.ts';

/** What getent is asked for: addresses of both families, or of one. */
export type HostDatabase = 'ahosts' | 'ahostsv4' | 'ahostsv6';

/** Exit code of getent: the name was not found, for whatever reason. */
const NOT_FOUND = 2;
/** Bytes of its answer; three lines an address. */
const MAX_BYTES = 65_536;

/** Looks a name up as the applications at a vantage elsewhere do: by running getent there. */
export async function lookupThere(
  vantage: Vantage,
  name: string,
  database: HostDatabase,
  { timeMs, signal }: RaceLimits,
): Promise<Resolution> {
  // getent would take it for an option, and no host is called that.
  if (name.startsWith('-')) return failed('dns.badname', 'a host name does not begin with "-"');
  if (timeMs <= 0) return failed('dns.timeout', `no answer for ${name} in time`);
  const options = { deadlineMs: timeMs, signal, maxBytes: MAX_BYTES };
  const result = await vantage.exec(['getent', database, name], options);
  const failure = failureOf(result, name, vantage.name);
  if (failure) return { kind: 'failure', failure };
  const addresses = addressesIn(result.kind === 'ended' ? result.stdout : '');
  if (addresses.length === 0) return failed('dns.nodata', 'no address of this type');
  return { kind: 'addresses', addresses: addresses.slice(0, MAX_ADDRESSES) };
}

function failureOf(result: ExecResult, name: string, from: string): NetworkFailure | undefined {
  switch (result.kind) {
    case 'ended':
      if (result.exitCode === 0) return undefined;
      return result.exitCode === NOT_FOUND
        ? { phase: 'resolve', symptom: 'dns.nxdomain', detail: `getent does not know ${name}` }
        : noGetent(from, result.stderr);
    case 'not-started':
      return noGetent(from, result.message);
    case 'timed-out': {
      const detail = `no answer for ${name} in time`;
      return { phase: 'resolve', symptom: 'dns.timeout', detail };
    }
    case 'aborted':
      return { phase: 'resolve', symptom: 'self.cancelled', detail: 'cancelled' };
    case 'lost':
      return { phase: 'resolve', symptom: 'self.vantage', detail: result.message };
  }
}

function noGetent(from: string, words: string): NetworkFailure {
  const detail = `getent, which looks names up, does not run at ${from}: ${words}`;
  return { phase: 'resolve', symptom: 'self.missing_tool', detail };
}

/** `127.0.0.1  STREAM localhost`, several lines an address. */
function addressesIn(text: string): readonly Address[] {
  const found = text.split('\n').map((line) => line.split(/\s/, 1)[0] ?? '');
  return [...new Set(found)].flatMap((one) => addressOf(one) ?? []);
}

function failed(symptom: NetworkFailure['symptom'], detail: string): Resolution {
  return { kind: 'failure', failure: { phase: 'resolve', symptom, detail } };
}
