import { createSocket } from 'node:dgram';
import { connect, isIPv6 } from 'node:net';
import type { Endpoint } from '../../../../probes/network/endpoint.ts';
import { FrameReader, framed } from './frames.ts';

/** Milliseconds that the upstream may take; clients have long given up. */
const PATIENCE_MS = 10_000;

/** Asks over UDP. Resolves with the answer as it came, or null when none did. */
export function askOverUdp({ host, port }: Endpoint, message: Buffer): Promise<Buffer | null> {
  return new Promise((resolve) => {
    const socket = createSocket(isIPv6(host) ? 'udp6' : 'udp4');
    const end = (answer: Buffer | null): void => {
      clearTimeout(timer);
      socket.close();
      resolve(answer);
    };
    const timer = setTimeout(() => end(null), PATIENCE_MS);
    socket.once('error', () => end(null));
    // Connected: only the upstream is heard, and a closed port is an error.
    socket.connect(port, host, () => socket.send(message, () => {}));
    socket.on('message', (answer) => {
      // Ids and questions are the client's to check; another id is no answer to this question.
      if (answer.subarray(0, 2).equals(message.subarray(0, 2))) end(answer);
    });
  });
}

/** Asks over TCP, on a connection of its own. */
export function askOverTcp(endpoint: Endpoint, message: Buffer): Promise<Buffer | null> {
  return new Promise((resolve) => {
    const socket = connect(endpoint);
    const end = (answer: Buffer | null): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(answer);
    };
    const timer = setTimeout(() => end(null), PATIENCE_MS);
    const frames = new FrameReader(end);
    socket.on('data', (bytes) => frames.feed(bytes));
    socket.once('error', () => end(null));
    socket.once('close', () => end(null));
    socket.write(framed(message));
  });
}
