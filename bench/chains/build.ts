import type { Chain, Link, LinkId, LinkKind, Model, Need } from '../../src/chain/types.ts';
import type { Dice } from './dice.ts';
import { drawManners } from './manners.ts';
import { patienceFor, UsualTimes } from './patience.ts';
import { watchLinks } from './watch.ts';
import type { World } from './world.ts';

interface Draft {
  readonly id: LinkId;
  readonly kind: LinkKind;
  readonly needs: Need[];
  readonly address?: string;
}

/** Draws a chain of about `size` links, how its parts behave, and how well it is watched. */
export function buildWorld(size: number, dice: Dice): World {
  const yard = new Yard(size, dice.branch('links'));
  const { links, models, undeclared } = yard.build();
  const drawn = new Map(
    links.map(({ id, kind }) => [id, drawManners(kind, dice.branch(`manners ${id}`))]),
  );
  const usual = new UsualTimes(links, models, drawn);
  const manners = new Map(
    links.flatMap((link) => {
      const own = drawn.get(link.id);
      if (!own) return [];
      const patienceMs = patienceFor(own.patienceMs, usual.slowestCall(link));
      return [[link.id, { ...own, patienceMs }] as const];
    }),
  );
  const watched = watchLinks(links, models, manners, usual, dice.branch('watch'));
  const chain: Chain = { name: `random-${size}`, models, ...watched.chain };
  return { chain, manners, series: watched.series, intervalMs: watched.intervalMs, undeclared };
}

const need = (link: LinkId): Need => ({ link });

function isSame(one: Need, other: Need): boolean {
  return 'link' in one && 'link' in other && one.link === other.link;
}

/** Puts links up until there are enough of them. */
class Yard {
  readonly #size: number;
  readonly #dice: Dice;
  readonly #drafts: Draft[] = [];
  readonly #models: Model[] = [];
  readonly #undeclared = new Map<string, LinkId[]>();
  #host: LinkId | null = null;
  #onHost = 0;
  #store: LinkId | null = null;

  constructor(size: number, dice: Dice) {
    this.#size = size;
    this.#dice = dice;
  }

  build() {
    const edge = this.#front();
    const behind = this.#gateways(edge);
    this.#model(edge.id);
    // Each turn adds at least one link, so this ends.
    while (this.#room >= 1) this.#grow(edge.id, behind);
    const links: Link[] = this.#drafts.map((draft) => ({ ...draft, labels: {}, probes: [] }));
    return { links, models: this.#models, undeclared: this.#undeclared };
  }

  get #room(): number {
    return this.#size - this.#drafts.length;
  }

  #add(kind: LinkKind, needs: Need[] = [], address?: string): Draft {
    const count = this.#drafts.filter((draft) => draft.kind === kind).length + 1;
    const draft = { id: `${kind}-${count}`, kind, needs, ...(address ? { address } : {}) };
    this.#drafts.push(draft);
    return draft;
  }

  /** What users ask, with its name, certificate and way. */
  #front(): Draft {
    const access: Need[] = [];
    if (this.#size >= 6) access.push(need(this.#add('dns').id));
    if (this.#size >= 8) access.push(need(this.#add('certificate', [...access], 'chat:443').id));
    if (this.#size >= 10 && this.#dice.chance(0.5)) {
      access.push(need(this.#add('network', [], 'chat:443').id));
    }
    return this.#add('gateway', access, 'https://chat:443/v1');
  }

  /** Gateways in a row, and the service that checks keys; the last one sends on to the models. */
  #gateways(edge: Draft): Draft {
    let last = edge;
    const more = this.#size < 10 ? 0 : this.#dice.whole(0, 2);
    for (let i = 0; i < more; i += 1) {
      const next = this.#add('gateway');
      last.needs.push(need(next.id));
      last = next;
    }
    if (this.#size >= 12 && this.#dice.chance(0.5)) {
      const keys = this.#add('service');
      if (this.#dice.chance(0.5)) keys.needs.push(need(this.#add('store').id));
      last.needs.push(need(keys.id));
    }
    return last;
  }

  #grow(edge: LinkId, behind: Draft): void {
    if (this.#room >= 4 && this.#dice.chance(0.8)) this.#model(edge);
    else if (this.#room >= 2) this.#service(behind);
    else this.#add('store');
    const left = this.#drafts.at(-1);
    // A last store that nothing needs yet belongs to the gateway.
    if (this.#room === 0 && left?.kind === 'store' && !this.#isNeeded(left.id)) {
      behind.needs.push(need(left.id));
    }
  }

  #isNeeded(id: LinkId): boolean {
    return this.#drafts.some(({ needs }) =>
      needs.some((one) => ('link' in one ? one.link === id : one.anyOf.includes(id))),
    );
  }

  /** A retrieval, a filter, a meter: something that every request passes. */
  #service(behind: Draft): void {
    const service = this.#add('service');
    service.needs.push(need(this.#add(this.#dice.pick(['store', 'datanet'])).id));
    behind.needs.push(need(service.id));
  }

  #model(at: LinkId): void {
    const id = `model-${this.#models.length + 1}`;
    if (this.#room < 1) return;
    const needs =
      this.#room >= 4 && this.#dice.chance(0.75) ? [this.#served()] : [need(this.#vendor())];
    this.#models.push({ id, at, needs });
  }

  #vendor(): LinkId {
    const access: Need[] = [];
    const number = this.#drafts.length;
    if (this.#room >= 3 && this.#dice.chance(0.5)) access.push(need(this.#add('dns').id));
    if (this.#room >= 2 && this.#dice.chance(0.3)) {
      access.push(need(this.#add('network', [], `vendor-${number}:443`).id));
    }
    return this.#add('provider', access, `https://vendor-${number}:443/v1`).id;
  }

  /** A router before replicas, or one server alone. */
  #served(): Need {
    if (this.#room < 6 || this.#dice.chance(0.2)) return need(this.#server());
    const router = this.#add('router');
    const replicas: LinkId[] = [];
    const wanted = this.#dice.whole(2, 5);
    while (replicas.length < wanted && this.#room >= 3) replicas.push(this.#server());
    if (replicas.length > 1) router.needs.push({ anyOf: replicas });
    else router.needs.push(...replicas.map(need));
    if (replicas.length > 1 && this.#dice.chance(0.3)) {
      this.#undeclared.set(`shared by ${router.id}`, replicas);
    }
    return need(router.id);
  }

  #server(): LinkId {
    const needs: Need[] = [];
    if (this.#room >= 4) needs.push(need(this.#foundation()));
    if (this.#room >= 2 && this.#dice.chance(0.7))
      needs.push(need(this.#add('gpu', this.#hosted()).id));
    if (this.#room >= 2 && this.#dice.chance(0.6)) needs.push(need(this.#weights()));
    const hosted = this.#hosted().filter((one) => !needs.some((own) => isSame(own, one)));
    return this.#add('inference-server', [...needs, ...hosted]).id;
  }

  /** What it runs in. */
  #foundation(): LinkId {
    if (this.#host === null || this.#onHost >= 4 || this.#dice.chance(0.4)) {
      this.#host = this.#add('host').id;
      this.#onHost = 0;
    }
    this.#onHost += 1;
    if (this.#room < 3 || this.#dice.chance(0.3)) return this.#host;
    return this.#add(this.#dice.pick(['container', 'container', 'process']), this.#hosted()).id;
  }

  #hosted(): Need[] {
    return this.#host === null ? [] : [need(this.#host)];
  }

  /** Weights are often shared. */
  #weights(): LinkId {
    if (this.#store === null || this.#dice.chance(0.3)) this.#store = this.#add('store').id;
    return this.#store;
  }
}
