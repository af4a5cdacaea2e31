import { linksOf } from '../../chain/needs.ts';
import { linksById } from '../../chain/path.ts';
import type { Chain, Link, LinkId, Model } from '../../chain/types.ts';
import type { Inference } from '../../events/types.ts';

/**
 * The gateways and routers that an attempt passed on its way to the link that served it, the caller's side
 * first: `edge > router`. Null where there are none, or nobody knows which.
 */
export type GatewaysOf = (inference: Pick<Inference, 'model' | 'link' | 'path'>) => string | null;

/** Without a chain nobody says which links are gateways. */
export const noGateways: GatewaysOf = () => null;

/**
 * As the attempt itself tells; where it tells of no way, as the chain says, if every way from where the model
 * is asked passes the same ones.
 */
export function gatewaysIn(chain: Chain): GatewaysOf {
  const links = linksById(chain);
  const ways = new Map(chain.models.map((model) => [model.id, new Ways(links, model)]));
  return ({ model, link, path }) => {
    const told = path.slice(
      0,
      Math.max(
        0,
        path.findIndex((hop) => hop.link === link),
      ),
    );
    const passed =
      told.length > 0
        ? told.map((hop) => hop.link).filter((id) => isGateway(links.get(id)))
        : (ways.get(model)?.to(link) ?? []);
    return passed.length === 0 ? null : passed.join(' > ');
  };
}

function isGateway(link: Link | undefined): boolean {
  return link?.kind === 'gateway' || link?.kind === 'router';
}

/** Gateways and routers up to a link, front to back; `several` where one way passes others than another. */
type Passed = readonly LinkId[] | 'several';

/** Ways from where a model is asked, through what calls what. */
class Ways {
  readonly #links: ReadonlyMap<LinkId, Link>;
  readonly #model: Model;
  readonly #known = new Map<LinkId, readonly LinkId[] | null>();

  constructor(links: ReadonlyMap<LinkId, Link>, model: Model) {
    this.#links = links;
    this.#model = model;
  }

  /** Null where no way leads to it, or several do. */
  to(end: LinkId): readonly LinkId[] | null {
    const known = this.#known.get(end);
    if (known !== undefined) return known;
    const found = this.#from(this.#model.at, end, new Map());
    const passed = found === 'several' ? null : found;
    if (this.#links.has(end)) this.#known.set(end, passed);
    return passed;
  }

  #from(id: LinkId, end: LinkId, walked: Map<LinkId, Passed | null>): Passed | null {
    if (id === end) return [];
    const before = walked.get(id);
    if (before !== undefined) return before;
    // In a circle, which only a recording may hold, the inner turn leads nowhere.
    walked.set(id, null);
    const link = this.#links.get(id);
    const needs = [...(link?.needs ?? []), ...(id === this.#model.at ? this.#model.needs : [])];
    const behind = needs.flatMap(linksOf).map((one) => this.#from(one, end, walked));
    const own = isGateway(link) ? [id] : [];
    const passed = agreed(behind.filter((one) => one !== null));
    const found = passed === null || passed === 'several' ? passed : [...own, ...passed];
    walked.set(id, found);
    return found;
  }
}

function agreed([first, ...others]: readonly Passed[]): Passed | null {
  if (first === undefined || first === 'several') return first ?? null;
  const isSame = (other: Passed) => other !== 'several' && other.join('\n') === first.join('\n');
  return others.every(isSame) ? first : 'several';
}
