import type { Duplex } from 'node:stream';
import type { Clock } from '../../src/platform/clock.ts';
import type { Vantage } from '../../src/vantage/types.ts';
import { addressOf, type Destination } from './address.ts';
import { connectTo } from './connect-to.ts';
import { elsewhere } from './elsewhere.ts';
import { type Endpoint, parseEndpoint } from './endpoint.ts';
import type { NetworkFailure } from './failure.ts';
import { handshake, type TlsFacts } from './handshake.ts';
import { lookupThere } from './lookup-there.ts';
import type { PhaseClock } from './phase-clock.ts';
import type { RaceLimits } from './race.ts';
import { type Resolution, resolve } from './resolve.ts';
import { systemError } from './system-error.ts';
import { type TrustOptions, trustOf } from './trust.ts';

/** Options that every probe which dials takes. */
export interface DialOptions {
  /** DNS server to ask, `ip` or `ip:port`; the system's way where absent. */
  readonly resolver?: string | undefined;
  /** `host:port` to connect to instead, as curl's --connect-to: name, SNI and Host stay. */
  readonly connectTo?: string | undefined;
}

export interface DialTls extends TrustOptions {
  readonly servername: string;
  readonly alpn?: readonly string[];
  readonly clock: Clock;
}

export interface DialRequest extends DialOptions {
  readonly endpoint: Endpoint;
  readonly tls?: DialTls | undefined;
  /** Where the connection begins; this machine where absent. */
  readonly vantage?: Vantage | undefined;
  /** In words why an address must not be dialled, or null. Asked after the name is resolved. */
  readonly refuseAddress?: ((address: string) => string | null) | undefined;
}

export interface Attempt {
  readonly address: Destination;
  /** Null where the attempt connected. */
  readonly failure: NetworkFailure | null;
}

export type DialResult =
  | {
      readonly kind: 'connected';
      /** Plain or TLS, a socket of this machine or a stream from elsewhere; the caller's to destroy. */
      readonly socket: Duplex;
      /** What was reached; a name only where the vantage resolved it and did not tell its address. */
      readonly address: Destination;
      readonly port: number;
      readonly attempts: readonly Attempt[];
      readonly tls: TlsFacts | null;
    }
  | {
      readonly kind: 'failure';
      readonly failure: NetworkFailure;
      readonly attempts: readonly Attempt[];
      readonly tls: TlsFacts | null;
    };

/**
 * Name → address → connection → TLS, each phase timed and limited by `time`. Addresses are tried
 * one after the other, as a client without luck would; each may use its share of what is left, so
 * that a silent first one leaves time for the next. A peer whose certificate is not to be trusted
 * is a failure, and nothing has been sent to it.
 */
export async function dial(request: DialRequest, time: PhaseClock): Promise<DialResult> {
  const target = dialTarget(request);
  const { tls } = request;
  const vantage = elsewhere(request.vantage);
  // Before anything is dialled: a handshake must begin in the tick in which the socket connects.
  const trust = tls && (await trustOf(tls).catch((error: unknown) => systemError(error)));
  if (trust && 'message' in trust) return failure(unreadableTrust(trust.message));
  const resolution =
    literalWay(target, time) ??
    (await time.time('resolve', () => wayTo(target, request, time.limits('resolve'), vantage)));
  if (resolution.kind === 'failure') return failure(resolution.failure);
  const refused = refusal(resolution.addresses, request.refuseAddress);
  if (refused) return failure(refused);

  const reached = await time.time('connect', () =>
    connectToAny(resolution.addresses, target.port, time, vantage),
  );
  if (reached.kind === 'failure') return { ...reached, tls: null };
  const { socket, address, attempts } = reached;
  const { port } = target;
  if (!tls || !trust) return { kind: 'connected', socket, address, port, attempts, tls: null };

  const secured = await time.time('tls', () =>
    handshake(socket, { ...tls, trust }, time.limits('tls')),
  );
  if (secured.kind === 'failure') return failure(secured.failure, attempts);
  const [worst, ...others] = secured.tls.problems;
  if (!worst) {
    return { kind: 'connected', socket: secured.socket, address, port, attempts, tls: secured.tls };
  }
  secured.socket.destroy();
  return failure(
    {
      phase: 'tls',
      symptom: worst.symptom,
      detail: secured.tls.problems.map(({ detail }) => detail).join('; '),
      alsoSeen: others.map(({ symptom }) => symptom),
    },
    attempts,
    secured.tls,
  );
}

/** Where the dial really goes: the endpoint, or what stands in for it. */
export function dialTarget({ endpoint, connectTo }: DialRequest): Endpoint {
  return (connectTo === undefined ? undefined : parseEndpoint(connectTo)) ?? endpoint;
}

type Reached =
  | {
      readonly kind: 'connected';
      readonly socket: Duplex;
      readonly address: Destination;
      readonly attempts: readonly Attempt[];
    }
  | {
      readonly kind: 'failure';
      readonly failure: NetworkFailure;
      readonly attempts: readonly Attempt[];
    };

async function connectToAny(
  addresses: readonly Destination[],
  port: number,
  time: PhaseClock,
  vantage: Vantage | undefined,
): Promise<Reached> {
  const attempts: Attempt[] = [];
  const startMs = time.elapsedMs();
  for (const [index, address] of addresses.entries()) {
    const limits = time.limits('connect', time.elapsedMs() - startMs);
    const share = { ...limits, timeMs: limits.timeMs / (addresses.length - index) };
    const result = await connectTo(address, port, share, vantage);
    if (result.kind === 'connected') {
      attempts.push({ address, failure: null });
      time.moveToQueue('connect', result.preparedMs);
      return { kind: 'connected', socket: result.socket, address: result.address, attempts };
    }
    attempts.push({ address, failure: result.failure });
    if (endsAll(result.failure)) break;
  }
  return { kind: 'failure', failure: worstOf(attempts), attempts };
}

/**
 * What the peer or the path did says more than what this machine lacks: without IPv6, an attempt
 * at `::1` ends in EADDRNOTAVAIL or "no route", whatever is wrong with the target.
 */
export function worstOf(attempts: readonly Attempt[]): NetworkFailure {
  const failures = attempts.flatMap(({ failure }) => failure ?? []);
  return (
    failures.find(endsAll) ??
    failures.find(({ symptom }) => symptom !== 'tcp.no_route' && !symptom.startsWith('self.')) ??
    failures[0] ?? { phase: 'resolve', symptom: 'dns.nodata', detail: 'the name has no address' }
  );
}

/** Nothing more is to be learned from further addresses. */
function endsAll({ symptom }: NetworkFailure): boolean {
  return symptom === 'self.cancelled' || symptom === 'self.vantage';
}

/** An address needs no look-up, but the phase stands there all the same: it took no time. */
function literalWay({ host }: Endpoint, time: PhaseClock): Resolution | undefined {
  const literal = addressOf(host);
  if (!literal) return undefined;
  const nowMs = time.elapsedMs();
  time.add('resolve', nowMs, nowMs);
  return { kind: 'addresses', addresses: [literal] };
}

/**
 * Where an address may have to be refused, a vantage elsewhere must not be left to dial a name: the
 * name is looked up there first, and what is checked is what is dialled.
 */
async function wayTo(
  { host }: Endpoint,
  { resolver, refuseAddress }: DialRequest,
  limits: RaceLimits,
  vantage: Vantage | undefined,
): Promise<Resolution> {
  const way = await resolve(host, resolver, limits, vantage);
  const [first] = way.kind === 'addresses' ? way.addresses : [];
  if (!vantage || !refuseAddress || first?.family !== 'name') return way;
  return lookupThere(vantage, first.address, 'ahosts', limits);
}

function refusal(
  addresses: readonly Destination[],
  refuse: DialRequest['refuseAddress'],
): NetworkFailure | undefined {
  for (const { address } of refuse ? addresses : []) {
    const detail = refuse?.(address);
    if (detail) return { phase: 'resolve', symptom: 'http.redirect_refused', detail };
  }
  return undefined;
}

function unreadableTrust(message: string): NetworkFailure {
  const detail = `cannot read the CA file: ${message}`;
  return { phase: 'tls', symptom: 'self.permission', detail };
}

function failure(
  failed: NetworkFailure,
  attempts: readonly Attempt[] = [],
  tls: TlsFacts | null = null,
): DialResult {
  return { kind: 'failure', failure: failed, attempts, tls };
}
