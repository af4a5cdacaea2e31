import { randomInt } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import {
  type Answer,
  type DecodedPacket,
  decode,
  encode,
  RECURSION_DESIRED,
  type RecordType,
} from 'dns-packet';
import type { Vantage } from '../../src/vantage/types.ts';
import { type Endpoint, formatEndpoint } from './endpoint.ts';
import { type RaceLimits, race } from './race.ts';
import { systemError } from './system-error.ts';

/** UDP payload offered (EDNS): fits every path without fragments, as DNS Flag Day 2020 advises. */
const UDP_PAYLOAD_BYTES = 1_232;
/** A DNS message over TCP counts its length in two bytes. */
const LENGTH_PREFIX_BYTES = 2;
/** One lost packet must not look like a dead resolver: the question is sent again after this share of the time. */
const RESEND_AFTER_SHARE = 1 / 3;
/** Packets that do not fit the question are ignored up to here; a flood of them ends the wait. */
const MAX_IGNORED_PACKETS = 100;

export type QueryResult =
  | {
      readonly kind: 'answer';
      readonly rcode: string;
      readonly answers: readonly Answer[];
      readonly authoritative: boolean;
      readonly authenticated: boolean;
      readonly transport: 'udp' | 'tcp';
      /** Packets that came from the server's address and did not fit the question. */
      readonly ignoredPackets: number;
      readonly messageBytes: number;
    }
  | { readonly kind: 'timeout'; readonly ignoredPackets: number }
  | { readonly kind: 'cancelled' }
  /** Nobody can stand where the question was to come from. */
  | { readonly kind: 'lost'; readonly detail: string }
  /** An answer that cannot be read, or only answers to other questions. */
  | { readonly kind: 'malformed'; readonly detail: string }
  /** The system's error: the server's port is closed, no route, no descriptors. */
  | { readonly kind: 'error'; readonly code: string; readonly detail: string };

interface Question {
  readonly id: number;
  readonly name: string;
  readonly type: RecordType;
  readonly message: Buffer;
}

/**
 * Asks one server one question: over UDP, and over TCP when the answer is marked as truncated. A
 * vantage elsewhere opens connections and sends no packets, so from there it is TCP at once.
 */
export async function queryDns(
  server: Endpoint,
  name: string,
  type: RecordType,
  limits: RaceLimits,
  vantage?: Vantage,
): Promise<QueryResult> {
  const startMs = performance.now();
  const question = ask(name, type);
  if (vantage) return overTcp(server, question, limits, vantage);
  const first = await overUdp(server, question, limits);
  if (first !== 'truncated') return first;
  const timeMs = limits.timeMs - (performance.now() - startMs);
  return overTcp(server, question, { timeMs, signal: limits.signal });
}

function ask(name: string, type: RecordType): Question {
  const id = randomInt(0x1_0000);
  const message = encode({
    type: 'query',
    id,
    flags: RECURSION_DESIRED,
    questions: [{ type, name, class: 'IN' }],
    additionals: [
      {
        type: 'OPT',
        name: '.',
        udpPayloadSize: UDP_PAYLOAD_BYTES,
        extendedRcode: 0,
        ednsVersion: 0,
        flags: 0,
        flag_do: false,
        options: [],
      },
    ],
  });
  return { id, name, type, message };
}

async function overUdp(
  server: Endpoint,
  question: Question,
  limits: RaceLimits,
): Promise<QueryResult | 'truncated'> {
  let ignoredPackets = 0;
  let badPacket: string | undefined;
  const result = await race<QueryResult | 'truncated'>(limits, (settle) => {
    const socket = createSocket(server.host.includes(':') ? 'udp6' : 'udp4');
    const fail = (error: unknown): void => {
      const { code, message } = systemError(error);
      settle({ kind: 'error', code, detail: message });
    };
    const send = (): void => {
      socket.send(question.message, (error) => error && fail(error));
    };
    socket.on('error', fail);
    // A connected socket takes packets from this server only, and learns of a closed port.
    socket.connect(server.port, server.host, send);
    const resend = setTimeout(send, limits.timeMs * RESEND_AFTER_SHARE);
    socket.on('message', (bytes) => {
      const reading = read(bytes, question);
      if (typeof reading === 'string') {
        ignoredPackets += 1;
        badPacket = reading;
        if (ignoredPackets >= MAX_IGNORED_PACKETS) settle({ kind: 'malformed', detail: reading });
        return;
      }
      settle(
        reading.flag_tc ? 'truncated' : toAnswer(reading, 'udp', bytes.length, ignoredPackets),
      );
    });
    return () => {
      clearTimeout(resend);
      socket.close();
    };
  });
  if (result === 'cancelled') return { kind: 'cancelled' };
  if (result !== 'timeout') return result;
  return badPacket === undefined
    ? { kind: 'timeout', ignoredPackets }
    : { kind: 'malformed', detail: badPacket };
}

/** From elsewhere the vantage opens the connection; the talk on it is the same. */
async function overTcp(
  server: Endpoint,
  question: Question,
  limits: RaceLimits,
  vantage?: Vantage,
): Promise<QueryResult> {
  if (!vantage) return talk(connect(server), server, question, limits);
  if (limits.timeMs <= 0) return { kind: 'timeout', ignoredPackets: 0 };
  const startMs = performance.now();
  const { timeMs: deadlineMs, signal } = limits;
  const opened = await vantage.dial(server.host, server.port, { deadlineMs, signal });
  switch (opened.kind) {
    case 'connected': {
      const timeMs = deadlineMs - (performance.now() - startMs);
      return talk(opened.stream, server, question, { timeMs, signal });
    }
    case 'failed':
      return { kind: 'error', code: opened.code, detail: opened.message };
    case 'timed-out':
      return { kind: 'timeout', ignoredPackets: 0 };
    case 'aborted':
      return { kind: 'cancelled' };
    case 'lost':
      return { kind: 'lost', detail: opened.message };
  }
}

/** One question and its answer on a connection, which is gone afterwards. */
async function talk(
  stream: Duplex,
  server: Endpoint,
  question: Question,
  limits: RaceLimits,
): Promise<QueryResult> {
  // Heard to the last: an error that comes after the wait would end weaklink.
  stream.on('error', () => {});
  const result = await race<QueryResult>(limits, (settle) => {
    let received = Buffer.alloc(0);
    stream.on('error', (error) => {
      const { code, message } = systemError(error);
      settle({ kind: 'error', code, detail: message });
    });
    const length = Buffer.alloc(LENGTH_PREFIX_BYTES);
    length.writeUInt16BE(question.message.length);
    stream.write(Buffer.concat([length, question.message]));
    const broken = () =>
      settle({
        kind: 'malformed',
        detail: `${formatEndpoint(server)} closed the TCP connection in the middle of its answer`,
      });
    stream.on('end', broken);
    stream.on('close', broken);
    stream.on('data', (chunk: Buffer) => {
      received = Buffer.concat([received, chunk]);
      if (received.length < LENGTH_PREFIX_BYTES) return;
      const end = LENGTH_PREFIX_BYTES + received.readUInt16BE(0);
      if (received.length < end) return;
      const reading = read(received.subarray(LENGTH_PREFIX_BYTES, end), question);
      settle(
        typeof reading === 'string'
          ? { kind: 'malformed', detail: reading }
          : toAnswer(reading, 'tcp', end - LENGTH_PREFIX_BYTES, 0),
      );
    });
    return () => {};
  });
  stream.destroy();
  if (result === 'cancelled') return { kind: 'cancelled' };
  return result === 'timeout' ? { kind: 'timeout', ignoredPackets: 0 } : result;
}

/** The packet, or in words why it does not answer this question. */
function read(bytes: Buffer, question: Question): DecodedPacket | string {
  let packet: DecodedPacket;
  try {
    packet = decode(bytes);
  } catch (error) {
    return `not a DNS message: ${systemError(error).message}`;
  }
  if (packet.type !== 'response') return 'a question came back instead of an answer';
  if (packet.id !== question.id) return 'the answer has another id';
  const asked = packet.questions?.[0];
  // A server that fails early may leave the question out (RFC 1035 says it should not).
  if (!asked) return rcodeOf(packet) === 'NOERROR' ? 'the answer has no question' : packet;
  const sameName = asked.name.toLowerCase() === question.name.toLowerCase();
  return sameName && asked.type === question.type ? packet : 'the answer is for another question';
}

function toAnswer(
  packet: DecodedPacket,
  transport: 'udp' | 'tcp',
  messageBytes: number,
  ignoredPackets: number,
): QueryResult {
  return {
    kind: 'answer',
    rcode: rcodeOf(packet),
    answers: packet.answers ?? [],
    authoritative: packet.flag_aa,
    authenticated: packet.flag_ad,
    transport,
    ignoredPackets,
    messageBytes,
  };
}

/** dns-packet decodes the code; its types leave it out. */
function rcodeOf(packet: DecodedPacket): string {
  const rcode: unknown = Reflect.get(packet, 'rcode');
  return typeof rcode === 'string' ? rcode : 'NOERROR';
}
