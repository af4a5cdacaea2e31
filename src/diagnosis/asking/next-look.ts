import { linksById } from '../../chain/path.ts';
import type { Chain, LinkId, Reach } from '../../chain/types.ts';
import { operator } from '../../events/operator.ts';
import type { NextLook } from '../../events/verdict.ts';
import type { SafeText } from '../../text/safe-text.ts';
import { safe } from '../../text/sanitise.ts';
import { modeTableOf } from '../mode-table.ts';
import type { Stream } from '../stream.ts';
import { type Belief, indexOf, nameOf } from './belief.ts';
import { type CandidateLook, missingLooks, neighboursOf, runningLook } from './candidates.ts';
import { checkByHand, decidedBy, tellsFarMore } from './deciding.ts';
import { forecastUnder, gainBits, repeatsOf } from './gain.ts';
import { aboutNow, bestOf, type Scored, scored } from './score.ts';
import { distance, spaceOf, tellsApart } from './symptom-space.ts';

/** Explanations that are told apart. The others are too improbable to matter. */
const mostBeliefs = 12;
/** Links whose looks are weighed: a bound on the work, whatever the chain. */
const mostLinks = 40;
const mostLooks = 120;

/**
 * The look with the most expected information per second and per intrusion, of those that run; where
 * none of them can tell the explanations apart, one that could be added; and where they hardly tell the best
 * one from what it is usually taken for, the check by hand that decides.
 *
 * @param beliefs best first
 */
export function nextLook(
  chain: Chain,
  beliefs: readonly Belief[],
  streams: Iterable<Stream>,
): NextLook | null {
  const rivals = beliefs.slice(0, mostBeliefs);
  const index = indexOf(rivals);
  const about = aboutNow(beliefs);
  const links = linksAround(chain, rivals);
  const near = seriesAt(links, streams);
  const able = near.filter(({ last, probe }) => last.outcome !== 'unknown' && probe !== operator);
  const sinceMs = Math.min(...near.map(({ badSinceMs }) => badSinceMs ?? Number.POSITIVE_INFINITY));
  const running = bestOf(
    able.map((stream) =>
      scored(runningLook(stream), gainBits(stream, index, about), repeatsOf(stream, sinceMs)),
    ),
  );
  const check = checkOf(chain, rivals, near);
  const missing =
    running && !check
      ? null
      : bestOf(
          looksToAdd(chain, new Set(linksOf(rivals)), near).map((look) =>
            scored(look, gainBits(look.stream, index, about), 0),
          ),
        );
  if (check) {
    const looks = [running, missing].filter((look) => look !== null);
    const worth = looks.length > 0 ? about : 'mode';
    const byHand = scored(check.look, gainBits(check.look.stream, index, worth), 0);
    if (bestOf([byHand]) && tellsFarMore(byHand, looks)) return told(byHand, check.why);
  }
  if (running) return told(running, safe`tells ${rivalsTold(running, rivals)}`);
  if (!missing) return null;
  const { probe, link } = missing.look.stream;
  const names = rivalsTold(missing, rivals);
  return told(missing, safe`no look tells ${names}; ${anA(probe)} probe of ${link} could`);
}

/** By hand, where the best explanation is usually taken for another one and nobody has checked yet. */
function checkOf(
  chain: Chain,
  [first, ...others]: readonly Belief[],
  near: readonly Stream[],
): { readonly look: CandidateLook; readonly why: SafeText } | null {
  const other = first && others.find((rival) => decidedBy(first, rival) !== null);
  const fault = first && other && decidedBy(first, other);
  if (!fault) return null;
  const look = checkByHand(chain, fault);
  if (near.some(({ key }) => key === look.stream.key)) return null;
  const names = namesApart(first, other);
  return { look, why: safe`no look tells ${names}; by hand: ${fault.mode.decides}` };
}

/** The links of the rivals, what stands beside them, and where users ask. */
function linksAround(chain: Chain, rivals: readonly Belief[]): ReadonlySet<LinkId> {
  const own = linksOf(rivals);
  const neighbours = neighboursOf(chain);
  const beside = own.flatMap((link) => neighbours.get(link) ?? []);
  const fronts = chain.models.map(({ at }) => at);
  return new Set([...new Set([...own, ...beside, ...fronts])].slice(0, mostLinks));
}

function linksOf(rivals: readonly Belief[]): readonly LinkId[] {
  return rivals.flatMap(({ faults }) =>
    faults === 'outside' ? [] : faults.map(({ link }) => link),
  );
}

function seriesAt(links: ReadonlySet<LinkId>, streams: Iterable<Stream>): readonly Stream[] {
  const near: Stream[] = [];
  for (const stream of streams) {
    if (links.has(stream.link)) near.push(stream);
    if (near.length >= mostLooks) break;
  }
  return near;
}

function looksToAdd(
  chain: Chain,
  links: ReadonlySet<LinkId>,
  near: readonly Stream[],
): readonly CandidateLook[] {
  const used = new Set(near.map(({ link, probe, reach }) => useOf(link, probe, reach)));
  const byId = linksById(chain);
  const { places } = modeTableOf(chain);
  const place = (id: LinkId) => places.get(id) ?? 0;
  return [...links]
    .sort((a, b) => place(a) - place(b))
    .flatMap((id) => byId.get(id) ?? [])
    .flatMap((link) =>
      missingLooks(chain, link, (probe, reach) => used.has(useOf(link.id, probe, reach))),
    )
    .slice(0, mostLooks);
}

function useOf(link: LinkId, probe: string, reach: Reach): string {
  return `${link} ${probe} ${reach}`;
}

/** The best explanation, and the most probable one that this look tells from it. */
function rivalsTold({ look }: Scored, rivals: readonly Belief[]): SafeText {
  const [first, second] = rivals;
  if (!first || !second) return safe`what is broken`;
  const space = spaceOf(look.stream);
  const shown = forecastUnder(space, look.stream, first);
  const other =
    rivals.find(
      (rival) => distance(forecastUnder(space, look.stream, rival), shown) >= tellsApart,
    ) ?? second;
  return namesApart(first, other);
}

function namesApart(one: Belief, other: Belief): SafeText {
  if (nameOf(one) !== nameOf(other)) return safe`${nameOf(one)} from ${nameOf(other)}`;
  const modes = ({ faults }: Belief) =>
    faults === 'outside' ? '' : faults.map(({ mode }) => mode.id).join(' and ');
  return safe`${modes(one)} from ${modes(other)}`;
}

/** `an openai`, `a gpu`. */
function anA(probe: string): string {
  return `${/^(?:[aeiou]|http)/.test(probe) ? 'an' : 'a'} ${probe}`;
}

function told({ look, gainBits: gain }: Scored, why: SafeText): NextLook {
  const { stream, runs, command, seconds, intrusion } = look;
  return {
    link: stream.link,
    probe: stream.probe,
    stream: runs ? stream.key : null,
    why,
    command,
    seconds: Math.max(0.1, Math.round(seconds * 10) / 10),
    gainBits: Math.round(gain * 1_000) / 1_000,
    intrusion,
  };
}
