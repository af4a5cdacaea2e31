import { linksOf } from '../../src/chain/needs.ts';
import type { Link, LinkId, Need } from '../../src/chain/types.ts';
import { onArrival } from './arrival.ts';
import type { Condition, Effect } from './condition.ts';
import type { Dice } from './dice.ts';
import { lateAnswer, translate, tryAgain } from './hop.ts';
import { Places } from './places.ts';
import { type Ask, type Reply, type Trouble, unreached } from './reply.ts';
import { healthNotices, onWork, requestsNotice } from './work.ts';
import type { Manners, World } from './world.ts';

/** A condition at one of the places that it strikes. */
interface Placed extends Condition {
  /** What is broken: a link, or something undeclared. */
  readonly cause: string;
}

/** No chain is deeper; a circle would be. */
const deepestHop = 24;

/**
 * Lets one request walk through a world in which some things are broken. Nothing here knows what a
 * fault looks like from outside: connections are refused, answers are awaited, gateways translate.
 */
export class Walker {
  readonly #world: World;
  readonly #places: Places;
  readonly #modelNeeds: ReadonlyMap<string, readonly Need[]>;
  readonly #conditions: ReadonlyMap<LinkId, readonly Placed[]>;
  readonly #dice: Dice;
  /** Everything broken that was met since this was last cleared: the ground truth of who was touched. */
  readonly met = new Set<string>();

  constructor(world: World, conditions: readonly Condition[], dice: Dice) {
    this.#world = world;
    this.#dice = dice;
    this.#places = new Places(world.chain.links);
    this.#modelNeeds = new Map(world.chain.models.map(({ id, needs }) => [id, needs]));
    const spread = conditions.flatMap((condition) =>
      (world.undeclared.get(condition.at) ?? [condition.at]).map((at) => ({
        ...condition,
        at,
        cause: condition.at,
      })),
    );
    this.#conditions = Map.groupBy(spread, ({ at }) => at);
  }

  ask(target: LinkId, ask: Ask): Reply {
    const link = this.#places.links.get(target);
    if (!link || ask.depth > deepestHop) return { error: null, ms: 0 };
    const arrival = this.#arrive(link, ask);
    if (arrival.error || ask.what === 'connect' || ask.what === 'handshake') return arrival;
    const served = this.#serve(link, ask);
    return { error: served.error, ms: arrival.ms + served.ms };
  }

  /** Looks from beside: what is shown there of `target`, if anything. */
  beside(target: LinkId, probe: string, ask: Ask): string | null {
    const host = this.#places.hostOf(target);
    // Nobody looks at a machine from inside that does not answer, at the machine itself as little as at what it runs.
    if (host && this.#meets(host, ['swallow'], ask)) return 'self.unreachable';
    for (const condition of this.#conditions.get(target) ?? []) {
      const symptom = condition.shows[probe];
      if (symptom && this.#isOn(condition, ask)) return this.#touch(symptom, condition.cause);
    }
    return this.#gaveUp(target, probe, ask);
  }

  #touch<T>(value: T, cause: string): T {
    this.met.add(cause);
    return value;
  }

  #isOn(condition: Condition, ask: Ask): boolean {
    return (
      condition.fromMs <= ask.nowMs &&
      (condition.vantage === undefined || (ask.depth === 0 && condition.vantage === ask.vantage)) &&
      (condition.model === undefined || condition.model === ask.model)
    );
  }

  /** The first condition of these kinds that this request meets at `id`. */
  #meets(id: LinkId, effects: readonly Effect[], ask: Ask): Placed | null {
    for (const condition of this.#conditions.get(id) ?? []) {
      if (!condition.effect || !effects.includes(condition.effect)) continue;
      if (!this.#isOn(condition, ask)) continue;
      if (condition.share < 1 && !this.#dice.chance(condition.share)) continue;
      return this.#touch(condition, condition.cause);
    }
    return null;
  }

  /** Resolves the name, connects, shakes hands. */
  #arrive(link: Link, ask: Ask): Reply {
    const base = this.#dice.lognormal(2, 0.4);
    const asked = [...this.#places.needsOf(link, 'access'), link.id];
    const stands = this.#places.standsOn(link);
    // Who looks at a certificate or a path speaks to the server that presents it.
    const bearer = this.#places.bearerOf(link);
    const places = bearer ? [...asked, ...this.#places.standsOn(bearer)] : [...asked, ...stands];
    let ms = base;
    for (const id of places) {
      const met = this.#metOnArrival(id, ask);
      if (!met) continue;
      if (met.error) return { error: met.error, ms: ms + met.ms };
      ms += met.ms;
    }
    return { error: null, ms };
  }

  #metOnArrival(id: LinkId, ask: Ask): Reply | null {
    for (const condition of this.#conditions.get(id) ?? []) {
      const { effect, share, delayMs, cause } = condition;
      if (!effect || !this.#isOn(condition, ask)) continue;
      const met = onArrival(effect, delayMs ?? 0, ask, this.#dice);
      if (!met) continue;
      if (share < 1 && !this.#dice.chance(share)) continue;
      return this.#touch(met, cause);
    }
    const link = this.#places.links.get(id);
    const cause = link?.kind === 'inference-server' ? this.#hasGivenUp(link, ask) : null;
    return cause ? this.#touch(unreached('tcp.refused', 1), cause) : null;
  }

  /** An engine that ends when its GPU fails: nothing listens any more. */
  #hasGivenUp(server: Link, ask: Ask): string | null {
    if (this.#manners(server.id).withoutGpu !== 'exit') return null;
    return (
      this.#places
        .needsOf(server, 'foundation')
        .flatMap((id) => this.#conditions.get(id) ?? [])
        .find((condition) => condition.effect === 'no-gpu' && this.#isOn(condition, ask))?.cause ??
      null
    );
  }

  /** The process or container of an engine that gave up. */
  #gaveUp(target: LinkId, probe: string, ask: Ask): string | null {
    const shown = { process: 'process.absent', docker: 'docker.exited' }[probe];
    if (!shown) return null;
    const servers = this.#world.chain.links.filter(
      ({ kind, needs }) => kind === 'inference-server' && needs.flatMap(linksOf).includes(target),
    );
    for (const server of servers) {
      const cause = this.#hasGivenUp(server, ask);
      if (cause) return this.#touch(shown, cause);
    }
    return null;
  }

  #manners(id: LinkId): Manners {
    const manners = this.#world.manners.get(id);
    if (!manners) throw new Error(`nobody drew how ${id} behaves`);
    return manners;
  }

  /** The link's own work, then what it calls. */
  #serve(link: Link, ask: Ask): Reply {
    const manners = this.#manners(link.id);
    const isHealth = ask.what === 'health';
    let ms = this.#dice.lognormal(isHealth ? manners.healthMs : manners.workMs, 0.3);
    for (const id of this.#places.standsOn(link)) {
      const own = this.#ownWork(link, id, manners, ask);
      if (!own) continue;
      ms += own.ms;
      if (own.error) return { error: own.error, ms };
    }
    if (isHealth && !(manners.deepHealth && ask.depth === 0)) return { error: null, ms };
    const called = this.#callAll(link, manners, ask);
    return { error: called.error, ms: ms + called.ms };
  }

  #ownWork(link: Link, id: LinkId, manners: Manners, ask: Ask): Reply | null {
    const isHealth = ask.what === 'health';
    const met = this.#meets(id, isHealth ? healthNotices : requestsNotice, ask);
    if (!met?.effect) return null;
    return onWork(met.effect, met, link, manners, isHealth, this.#dice);
  }

  /** Calls everything behind, one after another, as a request does. */
  #callAll(link: Link, manners: Manners, ask: Ask): Reply {
    const behind = link.needs.filter((one) => this.#places.roleOf(one) === 'behind');
    const own = this.#places.isDispatcher(link, ask.model)
      ? (this.#modelNeeds.get(ask.model ?? '') ?? [])
      : [];
    let ms = 0;
    let flaw: Reply['error'] = null;
    for (const one of [...behind, ...own]) {
      const reply =
        'link' in one
          ? this.#call(one.link, manners, ask)
          : this.#callOneOf(one.anyOf, manners, ask);
      ms += reply.ms;
      if (reply.error?.kind === 'flaw') flaw = reply.error;
      else if (reply.error) return { error: reply.error, ms };
    }
    return { error: flaw, ms };
  }

  #callOneOf(ids: readonly LinkId[], manners: Manners, ask: Ask): Reply {
    const fit = manners.ejects ? ids.filter((id) => this.#isHealthy(id, ask)) : ids;
    const pool = fit.length > 0 ? fit : ids;
    const first = this.#dice.pick(pool);
    const reply = this.#attempt(first, manners, ask);
    const others = pool.filter((id) => id !== first);
    if (!reply.error || others.length === 0 || !tryAgain(reply.error, manners)) {
      return this.#told(first, reply, manners);
    }
    const second = this.#dice.pick(others);
    const again = this.#told(second, this.#attempt(second, manners, ask), manners);
    return { error: again.error, ms: Math.min(reply.ms, manners.patienceMs) + again.ms };
  }

  #isHealthy(id: LinkId, ask: Ask): boolean {
    const before = [...this.met];
    const reply = this.ask(id, { ...ask, what: 'health', depth: ask.depth + 1 });
    // Who only makes a detour has met nothing.
    this.met.clear();
    for (const cause of before) this.met.add(cause);
    return reply.error === null;
  }

  #call(id: LinkId, manners: Manners, ask: Ask): Reply {
    return this.#told(id, this.#attempt(id, manners, ask), manners);
  }

  #attempt(id: LinkId, manners: Manners, ask: Ask): Reply {
    if (this.#isData(id) && manners.withoutStore === 'copy') return { error: null, ms: 1 };
    return this.ask(id, { ...ask, verifies: manners.verifies, depth: ask.depth + 1 });
  }

  #isData(id: LinkId): boolean {
    const kind = this.#places.links.get(id)?.kind;
    return kind === 'store' || kind === 'datanet';
  }

  /** What the caller of `id` tells of the reply to its own caller. */
  #told(id: LinkId, reply: Reply, manners: Manners): Reply {
    const late = reply.ms > manners.patienceMs;
    if (!late && !reply.error) return reply;
    if (this.#isData(id)) return this.#withoutData(reply, manners);
    if (late || reply.error?.kind === 'silence') return lateAnswer(manners, manners.patienceMs);
    const waited = reply.error?.kind === 'unreached' ? manners.connectPatienceMs : reply.ms;
    return {
      error: translate(reply.error as Trouble, manners),
      ms: Math.min(reply.ms, waited),
    };
  }

  #withoutData(reply: Reply, manners: Manners): Reply {
    const ms = Math.min(reply.ms, manners.patienceMs);
    if (manners.withoutStore === 'wrong') return { error: { kind: 'flaw', flaw: 'corrupt' }, ms };
    const status = reply.ms > manners.patienceMs ? 504 : manners.whenUnreachable;
    return { error: { kind: 'status', status, about: 'nothing' }, ms };
  }
}
