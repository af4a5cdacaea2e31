import { linksOf } from '../../chain/needs.ts';
import { pathOf } from '../../chain/path.ts';
import type { Chain, Link, LinkId, Reach } from '../../chain/types.ts';
import type { SafeText } from '../../text/safe-text.ts';
import { Stream } from '../stream.ts';
import { intrusionOf, lookKindsAt, needsTheMachine, secondsOf } from './look-kinds.ts';

/** A look that could be made next. */
export interface CandidateLook {
  /** How it meets the faults of the chain; of a series that never looked, one without looks. */
  readonly stream: Stream;
  /** False for a look that nobody has planned. */
  readonly runs: boolean;
  readonly command: SafeText | null;
  /** Expected, at least 0.1. */
  readonly seconds: number;
  /** See {@link intrusionOf}. */
  readonly intrusion: number;
  /** Bits below which it is not made at all: a person is not asked for little. Default 0. */
  readonly leastBits?: number;
}

/** What there is to know of a series before its first look. */
export interface SeriesSketch {
  readonly link: LinkId;
  readonly probe: string;
  /** `<link>/<name>@<vantage>`. */
  readonly key: string;
  readonly vantage: string;
  readonly reach: Reach;
  readonly model?: string;
}

/** The look that a series which runs would make next. */
export function runningLook(stream: Stream): CandidateLook {
  return {
    stream,
    runs: true,
    command: stream.last.command,
    seconds: Math.max(0.1, stream.last.durationMs / 1_000),
    intrusion: intrusionOf(stream.probe, stream.reach),
  };
}

/** A look of a series that is planned and has not looked yet. */
export function plannedLook(
  chain: Chain,
  sketch: SeriesSketch,
  command: SafeText | null = null,
): CandidateLook {
  const { probe, reach } = sketch;
  return {
    stream: imagined(chain, sketch),
    runs: true,
    command,
    seconds: secondsOf(probe, reach),
    intrusion: intrusionOf(probe, reach),
  };
}

/** Ways of looking at a link that none of its series uses. */
export function missingLooks(
  chain: Chain,
  link: Link,
  isUsed: (probe: string, reach: Reach) => boolean,
): readonly CandidateLook[] {
  return lookKindsAt(link)
    .filter(({ probe, reach }) => !isUsed(probe, reach))
    .flatMap(({ probe, reach, seconds }) => {
      const model = reach === 'through' ? modelsPassing(chain).get(link.id) : undefined;
      if (reach === 'through' && model === undefined) return [];
      const vantage = needsTheMachine(probe) ? vantageAt(chain, link) : here;
      const key = `${link.id}/${probe}${reach === 'through' ? '-canary' : ''}@${vantage}`;
      const stream = imagined(chain, {
        ...{ link: link.id, probe, key, vantage, reach },
        ...(model === undefined ? {} : { model }),
      });
      return [
        { stream, runs: false, command: null, seconds, intrusion: intrusionOf(probe, reach) },
      ];
    });
}

const here = 'local';

/** The vantage on the machine or in the container that a link names, where the chain has one. */
function vantageAt({ vantages }: Chain, { address }: Link): string {
  const place = address?.replace(/^\w+:\/\//, '').replace(/[:/].*$/, '');
  const on = vantages.find((vantage) => {
    const [, ...rest] = vantage.address.split(':');
    return place !== undefined && place !== '' && rest[0]?.split('@').at(-1) === place;
  });
  return on?.name ?? here;
}

/** Series imagined for one chain: a walk through a large chain is not free. */
const mostImagined = 4_096;
const imaginedOf = new WeakMap<Chain, Map<string, Stream>>();

/** A series as it would be, had it looked. Never fed with looks, so it may be shared. */
export function imagined(chain: Chain, sketch: SeriesSketch): Stream {
  let known = imaginedOf.get(chain);
  if (!known || known.size >= mostImagined) {
    known = new Map();
    imaginedOf.set(chain, known);
  }
  const name = `${sketch.key} ${sketch.probe} ${sketch.reach} ${sketch.model ?? ''}`;
  const before = known.get(name);
  if (before) return before;
  const { link, probe, key, vantage, reach, model } = sketch;
  const asked = model === undefined ? {} : { model };
  const stream = new Stream(chain, { link, probe, stream: key, vantage, reach, ...asked });
  known.set(name, stream);
  return stream;
}

const modelsByChain = new WeakMap<Chain, ReadonlyMap<LinkId, string>>();

/** The first model whose requests pass each link. */
function modelsPassing(chain: Chain): ReadonlyMap<LinkId, string> {
  const known = modelsByChain.get(chain);
  if (known) return known;
  const passing = new Map<LinkId, string>();
  for (const { id, at } of chain.models) {
    for (const { link } of pathOf(chain, at, 'through', id)) {
      if (!passing.has(link)) passing.set(link, id);
    }
  }
  modelsByChain.set(chain, passing);
  return passing;
}

const neighboursByChain = new WeakMap<Chain, ReadonlyMap<LinkId, readonly LinkId[]>>();

/** What each link needs, and what needs it. */
export function neighboursOf(chain: Chain): ReadonlyMap<LinkId, readonly LinkId[]> {
  const known = neighboursByChain.get(chain);
  if (known) return known;
  const neighbours = new Map<LinkId, LinkId[]>(chain.links.map(({ id }) => [id, []]));
  for (const { id, needs } of chain.links) {
    for (const needed of needs.flatMap(linksOf)) {
      neighbours.get(id)?.push(needed);
      neighbours.get(needed)?.push(id);
    }
  }
  neighboursByChain.set(chain, neighbours);
  return neighbours;
}
