import type { Observation } from '../events/types.ts';
import type { Whereabouts } from './effects/whereabouts.ts';

/** Part of the time beyond the usual that must have gone by in one place before that place is named. */
const mostOfIt = 0.6;
/** Looks over which the usual is averaged: so many that what sinks slowly is still measured against before. */
const looksAveraged = 2_000;

/** Where a late answer was held up. */
export interface Lateness {
  readonly where: Whereabouts;
  /** Spent there, beyond the usual. */
  readonly ms: number;
  /** Beyond the usual in all. */
  readonly ofMs: number;
}

/** The parts of one look, in milliseconds. */
interface Parts {
  /** Until the connection stood, less the handshake: no server's program has seen the request yet. */
  way: number;
  /** The handshake: may be the path or the server. */
  handshake: number;
  /** From the request to the head of the answer. */
  wait: number;
  /** From the head of the answer to the first token. */
  token: number;
  rest: number;
  /** What the server says it took of the wait; null where it does not say. */
  server: number | null;
  /** What the server says it waited for those behind it; null where it does not say. */
  upstream: number | null;
}

/**
 * Two-sided measurement of a hop: what the caller saw less what the callee says it took. Learns the usual
 * parts of a series' looks, and says of a late one where the time beyond them went.
 */
export class HopTimes {
  private readonly usual: Parts;
  private looks: number;

  /** @param like where given, the new one continues from its state */
  constructor(like?: HopTimes) {
    this.usual = like ? { ...like.usual } : nothing();
    this.looks = like?.looks ?? 0;
  }

  /** Takes in a look of which nothing was late. */
  learn(observation: Observation): void {
    const parts = partsOf(observation);
    const { usual } = this;
    this.looks = Math.min(this.looks + 1, looksAveraged);
    const weight = 1 / this.looks;
    usual.way += weight * (parts.way - usual.way);
    usual.handshake += weight * (parts.handshake - usual.handshake);
    usual.wait += weight * (parts.wait - usual.wait);
    usual.token += weight * (parts.token - usual.token);
    usual.rest += weight * (parts.rest - usual.rest);
    usual.server = averaged(usual.server, parts.server, weight);
    usual.upstream = averaged(usual.upstream, parts.upstream, weight);
  }

  /** Where the time went; null where caller and callee together do not tell. */
  locate(observation: Observation): Lateness | null {
    const { usual } = this;
    const parts = partsOf(observation);
    const way = over(parts.way, usual.way);
    const wait = over(parts.wait, usual.wait);
    const token = over(parts.token, usual.token);
    const ofMs =
      way + wait + token + over(parts.handshake, usual.handshake) + over(parts.rest, usual.rest);
    if (!(ofMs > 0)) return null;
    const found = (where: Whereabouts, ms: number): Lateness | null =>
      ms >= mostOfIt * ofMs ? { where, ms, ofMs } : null;
    // The head of the answer came as it should, so the way was free; what was awaited is the engine.
    return found('way', way) ?? found('inside', token) ?? this.locateWait(parts, wait, way, found);
  }

  /** True where the answer began in time and then took long to come. */
  isLateInTransfer(observation: Observation): boolean {
    const { usual } = this;
    const parts = partsOf(observation);
    const rest = over(parts.rest, usual.rest);
    const before =
      over(parts.way, usual.way) +
      over(parts.handshake, usual.handshake) +
      over(parts.wait, usual.wait) +
      over(parts.token, usual.token);
    return rest > 0 && rest >= mostOfIt * (before + rest);
  }

  private locateWait(
    parts: Parts,
    wait: number,
    way: number,
    found: (where: Whereabouts, ms: number) => Lateness | null,
  ): Lateness | null {
    const { usual } = this;
    const behind =
      parts.upstream === null ? null : Math.min(wait, over(parts.upstream, usual.upstream ?? 0));
    if (parts.server === null) return behind === null ? null : found('behind', behind);
    const inside = Math.min(wait, over(parts.server, usual.server ?? 0));
    const held = found('way', way + wait - inside);
    if (held) return held;
    if (behind === null) return found('inside', inside);
    return found('behind', behind) ?? found('here', inside - behind) ?? found('inside', inside);
  }
}

function nothing(): Parts {
  return { way: 0, handshake: 0, wait: 0, token: 0, rest: 0, server: null, upstream: null };
}

function partsOf({ phases, measures }: Observation): Parts {
  let server: number | null = null;
  let upstream: number | null = null;
  for (const { name, value } of measures) {
    if (name === 'http.server') server = value;
    else if (name === 'http.upstream') upstream = value;
  }
  return {
    way: (phases.resolve ?? 0) + (phases.connect ?? 0),
    handshake: phases.tls ?? 0,
    wait: (phases.send ?? 0) + (phases.wait ?? 0),
    token: phases.first_token ?? 0,
    rest: phases.transfer ?? 0,
    server,
    upstream,
  };
}

function over(ms: number, usualMs: number): number {
  return Math.max(0, ms - usualMs);
}

function averaged(usual: number | null, ms: number | null, weight: number): number | null {
  if (ms === null) return usual;
  return usual === null ? ms : usual + weight * (ms - usual);
}
