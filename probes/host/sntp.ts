import { randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import type { Clock } from '../../src/platform/clock.ts';
import type { Endpoint } from '../network/endpoint.ts';
import { type RaceLimits, race } from '../network/race.ts';

/** How far the time server's clock is ahead of ours. */
export interface ClockOffset {
  readonly offsetMs: number;
  /** The answer's way here and there: half of it may be hidden in the offset. */
  readonly roundTripMs: number;
}

const PACKET_BYTES = 48;
/** No leap warning, version 4, client. */
const CLIENT_QUESTION = 0x23;
const SERVER_MODE = 4;
/** A server that is not synchronised itself says so with this. */
const UNSYNCHRONISED = 3;
/** From here on a stratum means: not synchronised. */
const STRATUM_END = 16;
/** NTP counts seconds from 1900, Unix from 1970. */
const NTP_EPOCH_S = 2_208_988_800;
/** Seconds after which NTP's counter begins anew, in 2036. */
const NTP_ERA_S = 2 ** 32;

/**
 * Asks a time server once (SNTP, RFC 4330) and compares its clock with ours; undefined where no
 * usable answer comes.
 */
export async function askTimeServer(
  { host, port }: Endpoint,
  clock: Clock,
  limits: RaceLimits,
): Promise<ClockOffset | undefined> {
  const question = Buffer.alloc(PACKET_BYTES);
  question[0] = CLIENT_QUESTION;
  // The server sends it back. A random one tells its answer from a forged one.
  const mark = randomBytes(8);
  mark.copy(question, 40);

  const answer = await race<ClockOffset | undefined>(limits, (settle) => {
    const socket = createSocket({ type: host.includes(':') ? 'udp6' : 'udp4' });
    let askedAt = 0;
    let sentMs = 0;
    socket.on('error', () => settle(undefined));
    socket.on('message', (packet) => {
      if (!packet.subarray(24, 32).equals(mark)) return;
      const roundTripMs = clock.monotonic() - sentMs;
      settle(offsetOf(packet, askedAt, roundTripMs));
    });
    socket.connect(port, host, () => {
      askedAt = clock.now();
      sentMs = clock.monotonic();
      socket.send(question);
    });
    return () => socket.close();
  });
  return typeof answer === 'object' ? answer : undefined;
}

/** `askedAt`: our wall clock; the rest of our time comes from the clock that cannot jump. */
function offsetOf(packet: Buffer, askedAt: number, waitedMs: number): ClockOffset | undefined {
  if (packet.length < PACKET_BYTES) return undefined;
  const [flags = 0, stratum = 0] = packet;
  const isUsable =
    (flags & 7) === SERVER_MODE &&
    flags >> 6 !== UNSYNCHRONISED &&
    stratum > 0 &&
    stratum < STRATUM_END;
  if (!isUsable) return undefined;
  const receivedAt = timestampMs(packet, 32, askedAt);
  const answeredAt = timestampMs(packet, 40, askedAt);
  return {
    offsetMs: (receivedAt - askedAt + (answeredAt - (askedAt + waitedMs))) / 2,
    roundTripMs: Math.max(0, waitedMs - (answeredAt - receivedAt)),
  };
}

/** An NTP timestamp as milliseconds since the Unix epoch, in the era nearest to `nearMs`. */
function timestampMs(packet: Buffer, at: number, nearMs: number): number {
  const seconds = packet.readUInt32BE(at) - NTP_EPOCH_S;
  const era = Math.round((nearMs / 1_000 - seconds) / NTP_ERA_S);
  return (seconds + era * NTP_ERA_S + packet.readUInt32BE(at + 4) / NTP_ERA_S) * 1_000;
}
