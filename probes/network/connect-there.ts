import { Socket } from 'node:net';
import type { DialOutcome, Vantage } from '../../src/vantage/types.ts';
import { addressOf, type Destination } from './address.ts';
import { type ConnectResult, connectSymptomOf } from './connect.ts';
import { formatEndpoint } from './endpoint.ts';
import type { NetworkFailure } from './failure.ts';
import { lookupSymptomOf } from './lookup-symptom.ts';
import type { RaceLimits } from './race.ts';
import { selfSymptomOf } from './system-error.ts';

/** Codes with which a resolver, not the path, refuses: the name was given up before any packet. */
const RESOLVER_CODE = /^(?:ENOTFOUND|ENODATA|EBADNAME|EAI_[A-Z]+)$/;

/** One attempt from a vantage elsewhere, which resolves a name as it dials. */
export async function connectThere(
  vantage: Vantage,
  destination: Destination,
  port: number,
  { timeMs, signal }: RaceLimits,
): Promise<ConnectResult> {
  const where = formatEndpoint({ host: destination.address, port });
  const outcome: DialOutcome =
    timeMs > 0
      ? await vantage.dial(destination.address, port, { deadlineMs: timeMs, signal })
      : { kind: 'timed-out' };
  if (outcome.kind !== 'connected') {
    return { kind: 'failure', failure: dialFailure(outcome, where, vantage.name) };
  }
  const { stream, preparedMs = 0 } = outcome;
  // A stream without a listener would throw when the peer resets it between two steps.
  stream.on('error', () => {});
  const reached = stream instanceof Socket ? addressOf(stream.remoteAddress ?? '') : undefined;
  return { kind: 'connected', socket: stream, address: reached ?? destination, preparedMs };
}

/** What a dial that did not connect says, with the symptoms that a dial from here would have. */
export function dialFailure(
  outcome: Exclude<DialOutcome, { kind: 'connected' }>,
  where: string,
  from: string,
): NetworkFailure {
  switch (outcome.kind) {
    case 'failed': {
      const { code, message } = outcome;
      return RESOLVER_CODE.test(code)
        ? { phase: 'resolve', symptom: lookupSymptomOf(code), detail: message }
        : {
            phase: 'connect',
            symptom: selfSymptomOf(code) ?? connectSymptomOf(code),
            detail: message,
          };
    }
    case 'timed-out': {
      const detail = `${where} did not answer in time, dialled from ${from}`;
      return { phase: 'connect', symptom: 'tcp.timeout', detail };
    }
    case 'aborted':
      return { phase: 'connect', symptom: 'self.cancelled', detail: 'cancelled' };
    case 'lost':
      return { phase: 'connect', symptom: 'self.vantage', detail: outcome.message };
  }
}
