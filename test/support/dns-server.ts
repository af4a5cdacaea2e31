import { createSocket, type RemoteInfo, type Socket as UdpSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { type Answer, AUTHORITATIVE_ANSWER, type DecodedPacket, decode, encode } from 'dns-packet';

const rcodes = { NOERROR: 0, SERVFAIL: 2, NXDOMAIN: 3, REFUSED: 5 } as const;
const TRUNCATED = 0x0200;

/** What the server says to one question. */
export type Reply =
  | {
      readonly answers?: readonly Answer[];
      readonly rcode?: keyof typeof rcodes;
      /** Over UDP, say only that the answer is too long for it. */
      readonly truncated?: boolean;
      /** Milliseconds before the answer. */
      readonly delayMs?: number;
    }
  /** These bytes, one packet each, made from the packet that the server would have sent. */
  | { readonly raw: (query: DecodedPacket, good: Buffer) => readonly Buffer[] }
  /** Nothing. */
  | 'silent';

export interface DnsServer {
  /** `127.0.0.1:port`, UDP and TCP. */
  readonly address: string;
  /** Questions that came, `A name`, over UDP or TCP. */
  readonly asked: string[];
  close(): Promise<void>;
}

/** A real DNS server on loopback that answers as `answer` says, on a port of its own or this one. */
export async function startDnsServer(
  answer: (name: string, type: string, transport: 'udp' | 'tcp') => Reply,
  wantedPort = 0,
): Promise<DnsServer> {
  const asked: string[] = [];
  const replyTo = (message: Buffer, transport: 'udp' | 'tcp', send: (bytes: Buffer) => void) => {
    const query = decode(message);
    const question = query.questions?.[0];
    if (!question) return;
    asked.push(`${question.type} ${question.name}`);
    const reply = answer(question.name, question.type, transport);
    if (reply === 'silent') return;
    if ('raw' in reply) {
      for (const bytes of reply.raw(query, messageOf(query, {}, transport))) send(bytes);
      return;
    }
    setTimeout(() => send(messageOf(query, reply, transport)), reply.delayMs ?? 0);
  };
  const { udp, tcp, port } = await listenOnBoth(wantedPort);
  udp.on('message', (message: Buffer, from: RemoteInfo) =>
    replyTo(message, 'udp', (bytes) => udp.send(bytes, from.port, from.address, () => {})),
  );
  tcp.on('connection', (socket) => {
    socket.on('error', () => {});
    socket.once('data', (data) => {
      replyTo(data.subarray(2), 'tcp', (bytes) => {
        const length = Buffer.alloc(2);
        length.writeUInt16BE(bytes.length);
        socket.end(Buffer.concat([length, bytes]));
      });
    });
  });
  return { address: `127.0.0.1:${port}`, asked, close: () => close(udp, tcp) };
}

function messageOf(
  query: DecodedPacket,
  reply: Exclude<Reply, 'silent' | { raw: unknown }>,
  transport: 'udp' | 'tcp',
): Buffer {
  const isCut = reply.truncated === true && transport === 'udp';
  return encode({
    type: 'response',
    ...(query.id === undefined ? {} : { id: query.id }),
    flags: AUTHORITATIVE_ANSWER | rcodes[reply.rcode ?? 'NOERROR'] | (isCut ? TRUNCATED : 0),
    questions: query.questions ?? [],
    answers: isCut ? [] : [...(reply.answers ?? [])],
  });
}

/** Ports tried: one that is free for UDP may be taken for TCP by somebody's connection. */
const MAX_PORTS = 20;

async function listenOnBoth(
  wantedPort: number,
): Promise<{ udp: UdpSocket; tcp: Server; port: number }> {
  for (let tried = 1; ; tried += 1) {
    const udp = createSocket('udp4');
    await new Promise<void>((resolve) => udp.bind(wantedPort, '127.0.0.1', resolve));
    const { port } = udp.address();
    const tcp = createServer();
    try {
      tcp.listen(port, '127.0.0.1');
      await once(tcp, 'listening');
      return { udp, tcp, port };
    } catch (error) {
      udp.close();
      if (tried === MAX_PORTS) throw error;
    }
  }
}

async function close(udp: UdpSocket, tcp: Server): Promise<void> {
  await Promise.all([
    new Promise<void>((resolve) => udp.close(() => resolve())),
    new Promise<void>((resolve) => tcp.close(() => resolve())),
  ]);
}
