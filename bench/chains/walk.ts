import { linksOf } from '../../src/chain/path.ts';
import { type Link, type LinkId, linkKinds, type Need } from '../../src/chain/types.ts';
import type { Condition, Effect } from './condition.ts';
import type { Dice } from './dice.ts';
import type { Manners, World } from './world.ts';

/** What came back: `error` null is a right answer. */
export interface Reply {
  readonly error: Trouble | null;
  readonly ms: number;
}

/** What went wrong, as the one who asked meets it, before any probe has put a name to it. */
export type Trouble =
  /** The connection does not come to stand: the symptom of the layer. */
  | { readonly kind: 'unreached'; readonly symptom: string; readonly waits?: boolean }
  | { readonly kind: 'dropped'; readonly how: 'reset' | 'closed' }
  | { readonly kind: 'silence' }
  /** An answer with a status; `about` is what the body says, where it says something. */
  | { readonly kind: 'status'; readonly status: number; readonly about: About }
  /** An answer that came and is not right. */
  | { readonly kind: 'flaw'; readonly flaw: Flaw };
export type About = 'nothing' | 'engine' | 'overload' | 'loading' | 'quota' | 'rate' | 'model';
export type Flaw = 'other-model' | 'corrupt' | 'cut' | 'stall';

export interface Ask {
  readonly what: 'connect' | 'handshake' | 'health' | 'request';
  readonly model: string | null;
  readonly vantage: string;
  readonly nowMs: number;
  /** Does the client check certificates? */
  readonly verifies: boolean;
  /** Hops behind the probe: 0 for what it asks itself. */
  readonly depth: number;
}

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
  readonly #links: ReadonlyMap<LinkId, Link>;
  readonly #modelNeeds: ReadonlyMap<string, readonly Need[]>;
  readonly #conditions: ReadonlyMap<LinkId, readonly Placed[]>;
  readonly #dice: Dice;
  /** Everything broken that was met since this was last cleared: the ground truth of who was touched. */
  readonly met = new Set<string>();

  constructor(world: World, conditions: readonly Condition[], dice: Dice) {
    this.#world = world;
    this.#dice = dice;
    this.#links = new Map(world.chain.links.map((link) => [link.id, link]));
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
    const link = this.#links.get(target);
    if (!link || ask.depth > deepestHop) return { error: null, ms: 0 };
    const arrival = this.#arrive(link, ask);
    if (arrival.error || ask.what === 'connect' || ask.what === 'handshake') return arrival;
    const served = this.#serve(link, ask);
    return { error: served.error, ms: arrival.ms + served.ms };
  }

  /** Looks from beside: what is shown there of `target`, if anything. */
  beside(target: LinkId, probe: string, ask: Ask): string | null {
    const host = this.#hostOf(target);
    if (host !== target && host && this.#meets(host, ['swallow'], ask)) return 'self.unreachable';
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

  #needsOf(link: Link, role: 'access' | 'foundation'): readonly LinkId[] {
    return link.needs
      .flatMap(linksOf)
      .filter((id) => linkKinds[this.#links.get(id)?.kind ?? 'service'].role === role);
  }

  #hostOf(id: LinkId): LinkId | null {
    const link = this.#links.get(id);
    if (!link) return null;
    if (link.kind === 'host') return id;
    return this.#needsOf(link, 'foundation').map((one) => this.#hostOf(one))[0] ?? null;
  }

  /** Everything that `link` runs on, itself included. */
  #standsOn(link: Link): readonly LinkId[] {
    const below = this.#needsOf(link, 'foundation').flatMap((id) => {
      const one = this.#links.get(id);
      return one ? this.#standsOn(one) : [];
    });
    return [...new Set([link.id, ...below])];
  }

  /** Resolves the name, connects, shakes hands. */
  #arrive(link: Link, ask: Ask): Reply {
    const base = this.#dice.lognormal(2, 0.4);
    const asked = [...this.#needsOf(link, 'access'), link.id];
    const stands = this.#standsOn(link);
    // Who looks at a certificate or a path speaks to the server that presents it.
    const bearer = this.#bearerOf(link);
    const places = bearer ? [...asked, ...this.#standsOn(bearer)] : [...asked, ...stands];
    let ms = base;
    for (const id of places) {
      const met = this.#metOnArrival(id, ask);
      if (!met) continue;
      if (met.error) return { error: met.error, ms: ms + met.ms };
      ms += met.ms;
    }
    return { error: null, ms };
  }

  #bearerOf({ id, kind }: Link): Link | null {
    if (kind !== 'certificate' && kind !== 'network') return null;
    const bearers = this.#world.chain.links.filter(
      (one) => linkKinds[one.kind].role === 'behind' && one.needs.flatMap(linksOf).includes(id),
    );
    return bearers[0] ?? null;
  }

  #metOnArrival(id: LinkId, ask: Ask): Reply | null {
    for (const condition of this.#conditions.get(id) ?? []) {
      const { effect, share, delayMs, cause } = condition;
      if (!effect || !this.#isOn(condition, ask)) continue;
      const met = this.#arrivalEffect(effect, delayMs ?? 0, ask);
      if (!met) continue;
      if (share < 1 && !this.#dice.chance(share)) continue;
      return this.#touch(met, cause);
    }
    const link = this.#links.get(id);
    const cause = link?.kind === 'inference-server' ? this.#hasGivenUp(link, ask) : null;
    return cause ? this.#touch(unreached('tcp.refused', 1), cause) : null;
  }

  #arrivalEffect(effect: Effect, delayMs: number, ask: Ask): Reply | null {
    const waitMs = this.#dice.lognormal(1_900, 0.05);
    if (effect.startsWith('dns.')) return unreached(effect, effect === 'dns.timeout' ? waitMs : 5);
    if (effect.startsWith('tls.')) {
      const checks = ask.what !== 'connect' && ask.verifies;
      return checks ? unreached(effect, 8) : null;
    }
    switch (effect) {
      case 'refuse':
        return unreached('tcp.refused', 1);
      case 'reject':
        return unreached('tcp.unreachable', 2);
      case 'swallow':
        return { error: { kind: 'unreached', symptom: 'tcp.timeout', waits: true }, ms: waitMs };
      case 'wrong-address':
        return ask.what === 'connect' || this.#dice.chance(0.5)
          ? unreached('tcp.refused', 1)
          : unreached('tls.name_mismatch', 8);
      case 'reset':
        if (ask.what === 'connect') return null;
        return ask.what === 'handshake'
          ? unreached(this.#dice.chance(0.5) ? 'tls.reset' : 'tls.closed', 3)
          : { error: { kind: 'dropped', how: this.#dice.chance(0.5) ? 'reset' : 'closed' }, ms: 3 };
      case 'freeze':
        if (ask.what === 'connect') return null;
        return ask.what === 'handshake'
          ? { error: { kind: 'unreached', symptom: 'tls.timeout', waits: true }, ms: waitMs }
          : { error: { kind: 'silence' }, ms: Number.POSITIVE_INFINITY };
      case 'late-packets':
        return { error: null, ms: this.#dice.lognormal(delayMs, 0.4) };
      default:
        return null;
    }
  }

  /** An engine that ends when its GPU fails: nothing listens any more. */
  #hasGivenUp(server: Link, ask: Ask): string | null {
    if (this.#manners(server.id).withoutGpu !== 'exit') return null;
    return (
      this.#needsOf(server, 'foundation')
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
    for (const id of this.#standsOn(link)) {
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
    const all: readonly Effect[] = ['errors', 'misroute', 'slow', 'disk', 'data'];
    const deep: readonly Effect[] = [
      'no-gpu',
      'engine-errors',
      'engine-hang',
      'engine-slow',
      'overload',
      'key',
      'quota',
      'rate',
      'no-model',
      'other-model',
      'corrupt',
      'cut',
      'stall',
    ];
    const isHealth = ask.what === 'health';
    const met = this.#meets(id, isHealth ? [...all, 'loading'] : [...all, ...deep, 'loading'], ask);
    if (!met?.effect) return null;
    return this.#workEffect(met.effect, met, link, manners, isHealth);
  }

  #workEffect(
    effect: Effect,
    { status = 500, delayMs = 0 }: Condition,
    { kind }: Link,
    manners: Manners,
    isHealth: boolean,
  ): Reply | null {
    const answer = (code: number, about: About = 'nothing'): Reply => ({
      error: { kind: 'status', status: code, about },
      ms: 1,
    });
    const spoiled = (flaw: Flaw, ms = 0): Reply => ({ error: { kind: 'flaw', flaw }, ms });
    const speaksForModel = kind === 'inference-server' || kind === 'provider';
    const silence: Reply = { error: { kind: 'silence' }, ms: Number.POSITIVE_INFINITY };
    switch (effect) {
      case 'errors':
        return answer(status, speaksForModel && !isHealth ? 'engine' : 'nothing');
      case 'misroute':
        return answer(status);
      case 'slow':
        if (isHealth && !manners.healthShares) return null;
        return { error: null, ms: this.#dice.lognormal(delayMs, 0.35) };
      case 'engine-slow':
        return { error: null, ms: this.#dice.lognormal(delayMs, 0.35) };
      case 'disk':
        return manners.writes && !isHealth
          ? answer(500, speaksForModel ? 'engine' : 'nothing')
          : null;
      case 'data':
        return kind === 'store' || kind === 'datanet' ? answer(status) : null;
      case 'no-gpu':
        if (manners.withoutGpu === 'hang') return silence;
        return answer(500, 'engine');
      case 'engine-errors':
        return answer(500, 'engine');
      case 'engine-hang':
        return silence;
      case 'overload':
        return answer(status, 'overload');
      case 'loading':
        return answer(503, 'loading');
      case 'key':
        return answer(401);
      case 'quota':
        return answer(429, 'quota');
      case 'rate':
        return answer(429, 'rate');
      case 'no-model':
        return answer(404, 'model');
      case 'other-model':
      case 'corrupt':
      case 'cut':
        return spoiled(effect);
      case 'stall':
        return spoiled('stall', 2_500);
      default:
        return null;
    }
  }

  /** Calls everything behind, one after another, as a request does. */
  #callAll(link: Link, manners: Manners, ask: Ask): Reply {
    const behind = link.needs.filter((one) => this.#role(one) === 'behind');
    const own = this.#isDispatcher(link, ask) ? (this.#modelNeeds.get(ask.model ?? '') ?? []) : [];
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

  #role(one: Need) {
    return linkKinds[this.#links.get(linksOf(one)[0] ?? '')?.kind ?? 'service'].role;
  }

  /** The last gateway on the way sends on to what the model itself needs. */
  #isDispatcher({ kind, needs }: Link, ask: Ask): boolean {
    if (kind !== 'gateway' || ask.model === null) return false;
    return !needs.some((one) => this.#links.get(linksOf(one)[0] ?? '')?.kind === 'gateway');
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
    const kind = this.#links.get(id)?.kind;
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

function unreached(symptom: string, ms: number): Reply {
  return { error: { kind: 'unreached', symptom }, ms };
}

function lateAnswer({ whenLate }: Manners, ms: number): Reply {
  const error: Trouble =
    whenLate === 'drop'
      ? { kind: 'dropped', how: 'closed' }
      : { kind: 'status', status: whenLate, about: 'nothing' };
  return { error, ms };
}

function tryAgain(error: Trouble, { retries }: Manners): boolean {
  if (retries === 'never' || error.kind === 'flaw') return false;
  if (error.kind === 'unreached') return true;
  return retries === 'errors' && error.kind === 'status' && error.status >= 500;
}

/** What a hop makes of what it got. */
function translate(error: Trouble, manners: Manners): Trouble {
  const own: Trouble = { kind: 'status', status: manners.whenUnreachable, about: 'nothing' };
  switch (error.kind) {
    case 'unreached':
      if (!error.waits) return own;
      return lateAnswer(manners, 0).error ?? own;
    case 'dropped':
      return { kind: 'status', status: 502, about: 'nothing' };
    case 'status':
      return (error.status >= 500 ? manners.passesErrors : manners.passesRefusals) ? error : own;
    default:
      return error;
  }
}
