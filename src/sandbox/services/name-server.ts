import { createSocket, type Socket as DatagramSocket } from 'node:dgram';
import { createServer, type Socket } from 'node:net';
import { decode, encode, type Packet, streamDecode, streamEncode } from 'dns-packet';
import { loopback } from '../layout.ts';
import { publicName, wrongAddress } from './public-name.ts';
import type { RunningService } from './service.ts';

export interface NameServerConfig {
  readonly port: number;
}

export interface NameServerSwitches {
  /** What it says instead of the address of {@link publicName}. */
  readonly says: 'nxdomain' | 'empty' | 'servfail' | 'refused' | 'nothing' | 'wrong-address';
}

/** Seconds that an answer may be kept: none, so that a repaired name works at once. */
const TIME_TO_LIVE_SECONDS = 0;

/** DNS response codes (RFC 1035, 4.1.1). */
const responseCodes = { nxdomain: 3, servfail: 2, refused: 5 } as const;
/** Header bits: authoritative answer. */
const AUTHORITATIVE = 0x0400;

/** A name server for `sandbox.test` on UDP and TCP. */
export async function serveNames(
  config: NameServerConfig,
): Promise<RunningService<NameServerSwitches>> {
  let says: NameServerSwitches['says'] | undefined;
  const answer = (query: Packet): Packet | undefined => answerTo(query, says);
  await Promise.all([serveUdp(config.port, answer), serveTcp(config.port, answer)]);
  return {
    set: async (next) => {
      says = next.says;
    },
  };
}

type Answer = (query: Packet) => Packet | undefined;

function serveUdp(port: number, answer: Answer): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket: DatagramSocket = createSocket('udp4');
    socket.once('error', reject);
    socket.on('message', (message, from) => {
      const reply = answerBytes(() => decode(message), answer, encode);
      if (reply) socket.send(reply, from.port, from.address);
    });
    socket.bind(port, loopback, resolve);
  });
}

function serveTcp(port: number, answer: Answer): Promise<void> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket: Socket) => {
      socket.on('error', () => socket.destroy());
      // Every question of the sandbox fits one segment, so none is put together from pieces.
      socket.on('data', (message) => {
        const reply = answerBytes(() => streamDecode(message), answer, streamEncode);
        if (reply) socket.write(reply);
      });
    });
    server.once('error', reject);
    server.listen(port, loopback, resolve);
  });
}

function answerBytes(
  read: () => Packet,
  answer: Answer,
  write: (packet: Packet) => Buffer,
): Buffer | undefined {
  try {
    const reply = answer(read());
    return reply && write(reply);
  } catch {
    // Not a DNS message: name servers drop those.
    return undefined;
  }
}

function answerTo(query: Packet, says: NameServerSwitches['says'] | undefined): Packet | undefined {
  const question = query.questions?.[0];
  if (!question || says === 'nothing') return undefined;
  const reply = (code: number, answers: Packet['answers'] = []): Packet => ({
    type: 'response',
    id: query.id ?? 0,
    // The lowest four bits of the flags are the response code.
    flags: AUTHORITATIVE | code,
    questions: [question],
    answers,
  });
  if (says === 'servfail' || says === 'refused') return reply(responseCodes[says]);
  const known = question.name.toLowerCase() === publicName;
  if (!known || says === 'nxdomain') return reply(responseCodes.nxdomain);
  if (question.type !== 'A' || says === 'empty') return reply(0);
  const data = says === 'wrong-address' ? wrongAddress : loopback;
  return reply(0, [{ type: 'A', name: question.name, ttl: TIME_TO_LIVE_SECONDS, data }]);
}
