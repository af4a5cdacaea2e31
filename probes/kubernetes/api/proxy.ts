import type { Duplex } from 'node:stream';
import { type Endpoint, formatEndpoint } from '../../network/endpoint.ts';
import type { NetworkFailure } from '../../network/failure.ts';
import type { PhaseClock } from '../../network/phase-clock.ts';
import { race } from '../../network/race.ts';

/** Bytes of a proxy's answer before its end: some headers and a line. */
const MOST_HEAD_BYTES = 16_384;
const END_OF_HEAD = '\r\n\r\n';

/** Asks an HTTP proxy for a tunnel; on success the socket leads to the target. */
export async function openTunnel(
  socket: Duplex,
  target: Endpoint,
  proxy: URL,
  time: PhaseClock,
): Promise<NetworkFailure | null> {
  const where = formatEndpoint(target);
  const head = [`CONNECT ${where} HTTP/1.1`, `Host: ${where}`, ...authorization(proxy)];
  const answer = await time.time('wait', () =>
    race<string | Error>(time.limits('wait'), (settle) => readHead(socket, settle, head)),
  );
  if (answer === 'cancelled') {
    return { phase: 'wait', symptom: 'self.cancelled', detail: 'cancelled' };
  }
  if (answer === 'timeout') {
    return { phase: 'wait', symptom: 'http.timeout', detail: 'the proxy gave no answer in time' };
  }
  if (answer instanceof Error) {
    return { phase: 'wait', symptom: 'http.closed', detail: `the proxy: ${answer.message}` };
  }
  const status = /^HTTP\/1\.[01] (\d{3})/.exec(answer)?.[1];
  if (status?.startsWith('2')) return null;
  const line = answer.slice(0, 100).split('\r\n')[0] ?? '';
  return { phase: 'wait', symptom: 'http.502', detail: `the proxy opens no tunnel: ${line}` };
}

function authorization({ username, password }: URL): readonly string[] {
  if (username === '') return [];
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return [`Proxy-Authorization: Basic ${Buffer.from(pair).toString('base64')}`];
}

function readHead(
  socket: Duplex,
  settle: (answer: string | Error) => void,
  lines: readonly string[],
): () => void {
  let head = Buffer.alloc(0);
  const take = (chunk: Buffer): void => {
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf(END_OF_HEAD);
    if (end >= 0) {
      // What follows is the target's already.
      const rest = head.subarray(end + END_OF_HEAD.length);
      socket.pause();
      if (rest.length > 0) socket.unshift(rest);
      settle(head.toString('latin1', 0, end));
    } else if (head.length > MOST_HEAD_BYTES) settle(new Error('its answer is no HTTP'));
  };
  const ended = (): void => settle(new Error('it hung up'));
  socket.on('data', take);
  socket.on('error', settle);
  socket.on('close', ended);
  socket.write(`${lines.join('\r\n')}${END_OF_HEAD}`, 'latin1');
  return () => {
    socket.off('data', take);
    socket.off('error', settle);
    socket.off('close', ended);
  };
}
