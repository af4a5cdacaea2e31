import type { Chain, LinkId } from '../../chain/types.ts';
import type { CandidateLook } from '../asking/candidates.ts';
import { missingLooks } from '../asking/candidates.ts';
import { needsTheMachine } from '../asking/look-kinds.ts';
import { distance, spaceOf, tellsApart } from '../asking/symptom-space.ts';
import type { Stream } from '../stream.ts';
import { type Group, groupsByLink } from './alike.ts';
import type { Mend } from './coverage.ts';
import { type CoveredFault, seenFrom, shownOn } from './signature.ts';

/** More advice than this nobody takes at once. */
const mostMends = 10;
/** What mends less than this part of the faults of one link is not worth its trouble. */
const leastMended = 0.02;
/** To tell two faults of one link apart matters less than to tell two links apart. */
const weightWithinLink = 0.25;

interface Candidate {
  readonly look: CandidateLook;
  /** Unseen faults that it would show. */
  readonly shows: ReadonlySet<CoveredFault>;
}

/** The looks to add, one after the other, each for what the ones before it leave to mend. */
export function mendsOf(
  chain: Chain,
  planned: readonly Stream[],
  unseen: readonly CoveredFault[],
  alike: readonly Group[],
): readonly Mend[] {
  let candidates = candidatesOf(chain, planned, unseen);
  let blind: ReadonlySet<CoveredFault> = new Set(unseen);
  let groups = alike.filter((group) => group.length > 1);
  const least = leastMended / Math.max(1, chain.links.length);
  const mends: Mend[] = [];
  while (mends.length < mostMends) {
    const ofLink = groupsByLink(groups);
    const weighed = candidates.map((candidate) => ({
      candidate,
      newlySeen: sumOf([...candidate.shows].filter((fault) => blind.has(fault))),
      newlyTold: newlyTold(candidate.look.stream, touchedBy(candidate.look.stream, ofLink)),
    }));
    const [best] = weighed.sort((a, b) => b.newlySeen + b.newlyTold - (a.newlySeen + a.newlyTold));
    if (!best || best.newlySeen + best.newlyTold < least) break;
    const { stream } = best.candidate.look;
    mends.push({
      link: stream.link,
      probe: stream.probe,
      reach: stream.reach,
      vantage: stream.vantage,
      onTheMachine: needsTheMachine(stream.probe),
      newlySeen: best.newlySeen,
      newlyTold: best.newlyTold,
    });
    blind = new Set([...blind].filter((fault) => !best.candidate.shows.has(fault)));
    groups = groups.flatMap((group) => split(stream, group));
    candidates = candidates.filter(({ look }) => look !== best.candidate.look);
  }
  return mends;
}

function candidatesOf(
  chain: Chain,
  planned: readonly Stream[],
  unseen: readonly CoveredFault[],
): readonly Candidate[] {
  const ofLink = Map.groupBy(unseen, ({ fault }) => fault.link);
  const used = new Set(planned.map(({ link, probe, reach }) => `${link} ${probe} ${reach}`));
  return chain.links
    .flatMap((link) =>
      missingLooks(chain, link, (probe, reach) => used.has(`${link.id} ${probe} ${reach}`)),
    )
    .map((look) => {
      const met = [...touchedBy(look.stream, ofLink)];
      return { look, shows: new Set(met.filter(({ fault }) => shows(look.stream, fault))) };
    });
}

/** What stands at the links that a look meets: a look changes nothing for the others. */
function touchedBy<T>(stream: Stream, ofLink: ReadonlyMap<LinkId, readonly T[]>): ReadonlySet<T> {
  const links = [...stream.stepOf.keys(), ...stream.knockedOnBy];
  return new Set(links.flatMap((link) => ofLink.get(link) ?? []));
}

function shows(stream: Stream, fault: CoveredFault['fault']): boolean {
  const shown = shownOn(stream, fault);
  return shown !== null && distance(shown, spaceOf(stream).calm) >= seenFrom;
}

function sumOf(faults: readonly CoveredFault[]): number {
  return faults.reduce((sum, { share }) => sum + share, 0);
}

/** The part of all faults that the look would pin where they could not be pinned before. */
function newlyTold(stream: Stream, groups: Iterable<Group>): number {
  let told = 0;
  for (const group of groups) {
    const [first] = group;
    for (const part of split(stream, group).slice(1)) {
      const [own] = part;
      const otherLink = own.fault.link !== first.fault.link;
      told += own.share * (otherLink ? 1 : weightWithinLink);
    }
  }
  return told;
}

/** A group as the look would leave it: what it tells from the first fault stands apart. */
function split(stream: Stream, group: Group): readonly Group[] {
  const { calm } = spaceOf(stream);
  const [first, ...rest] = group;
  const parts: [CoveredFault, ...CoveredFault[]][] = [[first]];
  for (const one of rest) {
    const own = shownOn(stream, one.fault) ?? calm;
    const place = parts.find(
      ([other]) => distance(own, shownOn(stream, other.fault) ?? calm) < tellsApart,
    );
    if (place) place.push(one);
    else parts.push([one]);
  }
  return parts;
}
