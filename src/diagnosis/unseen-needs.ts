import { linksOf } from '../chain/needs.ts';
import { linksById } from '../chain/path.ts';
import type { Link, LinkId } from '../chain/types.ts';
import { explainsLastBad } from './explained.ts';
import type { Fault } from './hypotheses.ts';
import type { Ground, InPlaceOf } from './in-place-of.ts';
import type { Stream } from './stream.ts';

/** What is unseen is followed over so many needs, one behind the other. */
const mostSteps = 4;

type Own = Pick<Ground, 'chain' | 'series' | 'faultsAt' | 'said'>;

/**
 * Who may have brought about what a link shows: some faults of a link are as often those of what it needs, a store
 * that gets no new data, a name that its server does not answer. Where that is in the chain and somebody looks at it,
 * its own looks tell. Where nobody does, each of them is as likely as the link itself.
 */
export class UnseenNeeds {
  readonly #ground: Own;

  constructor(ground: Own) {
    this.#ground = ground;
  }

  /** The parts sum to less than 1; none where nothing unseen is needed that could have done it. */
  behind(fault: Fault): readonly InPlaceOf[] {
    const kinds = fault.mode.broughtBy;
    return kinds ? this.#shared(fault, this.#unseenBehind(fault.link, kinds)) : [];
  }

  #shared({ link, mode }: Fault, unseen: readonly Link[]): readonly InPlaceOf[] {
    const { said } = this.#ground;
    const own = said.get(link)?.(mode.id) ?? 1;
    const suspects = unseen.flatMap(({ id }) => {
      const fault = this.#faultOf(id, mode.id);
      return fault ? [{ fault, odds: said.get(id)?.(fault.mode.id) ?? 1 }] : [];
    });
    const all = suspects.reduce((sum, { odds }) => sum + odds, own);
    return suspects.map(({ fault, odds }) => ({ fault, part: odds / all }));
  }

  /** What ails it: the same where it can be ill in that way, else what explains most of what fails, or is commonest. */
  #faultOf(link: LinkId, mode: string): Fault | undefined {
    const harmful = this.#ground
      .faultsAt(link)
      .filter(({ harms, intensity, models }) => harms && intensity === 1 && models === null);
    const same = harmful.find((fault) => fault.mode.id === mode);
    if (same) return same;
    const failing = this.#ground.series.touching(link).filter((one) => one.badSinceMs !== null);
    const explained = new Map(
      harmful.map((fault) => [fault, failing.filter((one) => explainsLastBad(one, fault)).length]),
    );
    const of = (fault: Fault) => explained.get(fault) ?? 0;
    return harmful.toSorted((a, b) => of(b) - of(a) || b.prior - a.prior)[0];
  }

  #unseenBehind(link: LinkId, kinds: readonly string[]): readonly Link[] {
    const links = linksById(this.#ground.chain);
    const found = new Map<LinkId, Link>();
    let edge = [link];
    for (let step = 0; step < mostSteps && edge.length > 0; step += 1) {
      const next = edge.flatMap((id) => links.get(id)?.needs.flatMap(linksOf) ?? []);
      const unseen = [...new Set(next)].flatMap((id) => {
        const own = links.get(id);
        const isNew = own && id !== link && !found.has(id);
        return isNew && kinds.includes(own.kind) && this.#isUnseen(id, link) ? [own] : [];
      });
      for (const one of unseen) found.set(one.id, one);
      edge = unseen.map(({ id }) => id);
    }
    return [...found.values()];
  }

  /** Whether all that looks at it, if anything does, looks at it through the link, or sees only that it is alive. */
  #isUnseen(id: LinkId, through: LinkId): boolean {
    return this.#ground.series.touching(id).every((stream) => {
      if (stream.link === id) return stream.layer !== null && !asks(stream);
      return stream.stepOf.has(through) || !stream.stepOf.has(id);
    });
  }
}

/** Whether a look wants an answer of what the link is there for: who is alive need not be well. */
function asks({ reach, layer }: Stream): boolean {
  return reach === 'through' || layer === 'llm' || layer === 'data';
}
