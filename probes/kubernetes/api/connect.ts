import type { Duplex } from 'node:stream';
import { dial } from '../../network/dial.ts';
import type { NetworkFailure } from '../../network/failure.ts';
import { handshake, type TlsFacts } from '../../network/handshake.ts';
import { hostOf, portOf } from '../../network/http-exchange.ts';
import type { PhaseClock } from '../../network/phase-clock.ts';
import type { LookContext } from '../../probe.ts';
import type { Access } from '../access/access.ts';
import type { Credentials } from '../access/credentials.ts';
import { openTunnel } from './proxy.ts';
import { secureContextOf } from './secure-context.ts';
import { openSocks } from './socks.ts';

export type Connected =
  | { readonly kind: 'connected'; readonly socket: Duplex; readonly tls: TlsFacts | null }
  | {
      readonly kind: 'failure';
      readonly failure: NetworkFailure;
      readonly tls: TlsFacts | null;
    };

/**
 * A connection to the API server that may be told secrets: through the proxy where there is one, with
 * the certificate of the caller, to a server whose certificate is good.
 */
export async function connectToApi(
  access: Access,
  credentials: Credentials,
  context: LookContext,
  time: PhaseClock,
): Promise<Connected> {
  const reached = await reach(access, context, time);
  if (reached.kind === 'failure' || access.server.protocol === 'http:') return reached;
  const { socket } = reached;
  const trust = secureContextOf(credentials);
  const secured = await time.time('tls', () =>
    handshake(
      socket,
      {
        trust,
        servername: access.servername ?? hostOf(access.server),
        alpn: ['http/1.1'],
        clock: context.clock,
      },
      time.limits('tls'),
    ),
  );
  if (secured.kind === 'failure') return failed(secured.failure);
  const [worst] = secured.tls.problems;
  if (!worst || access.insecure) {
    return { kind: 'connected', socket: secured.socket, tls: secured.tls };
  }
  secured.socket.destroy();
  const detail = secured.tls.problems.map((problem) => problem.detail).join('; ');
  return { ...failed({ phase: 'tls', symptom: worst.symptom, detail }), tls: secured.tls };
}

/** To the server itself, or to the proxy's end of a tunnel to it. */
async function reach(
  { server, proxy }: Access,
  context: LookContext,
  time: PhaseClock,
): Promise<Connected> {
  const { vantage, clock } = context;
  const target = { host: hostOf(server), port: portOf(server) };
  if (!proxy) return withoutTls(await dial({ endpoint: target, vantage }, time));
  const endpoint = { host: hostOf(proxy), port: proxyPort(proxy) };
  const tls =
    proxy.protocol === 'https:'
      ? { servername: endpoint.host, alpn: ['http/1.1'], clock }
      : undefined;
  const dialled = await dial({ endpoint, vantage, tls }, time);
  if (dialled.kind === 'failure') return failed(viaProxy(dialled.failure));
  const open = proxy.protocol.startsWith('socks') ? openSocks : openTunnel;
  const refusal = await open(dialled.socket, target, proxy, time);
  if (!refusal) return { kind: 'connected', socket: dialled.socket, tls: null };
  dialled.socket.destroy();
  return failed(refusal);
}

/** The port of SOCKS by habit; the others have those of the web. */
function proxyPort(proxy: URL): number {
  return proxy.protocol.startsWith('socks') && proxy.port === '' ? 1_080 : portOf(proxy);
}

function withoutTls(dialled: Awaited<ReturnType<typeof dial>>): Connected {
  return dialled.kind === 'failure'
    ? failed(dialled.failure)
    : { kind: 'connected', socket: dialled.socket, tls: null };
}

function viaProxy(failure: NetworkFailure): NetworkFailure {
  return { ...failure, detail: `the proxy: ${failure.detail}` };
}

function failed(failure: NetworkFailure) {
  return { kind: 'failure', failure, tls: null } as const;
}
