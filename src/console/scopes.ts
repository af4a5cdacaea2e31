import { reachable } from '../chain/path.ts';
import type { Chain } from '../chain/types.ts';

/** What the chain screen shows at a time: the chain of one model, or every link. */
export interface Scope {
  /** Null for every link. */
  readonly model: string | null;
  readonly title: string;
}

const everyLink: Scope = { model: null, title: 'all links' };
const scopes = new WeakMap<Chain, readonly Scope[]>();

/** A scope for each model, and one for everything where some link serves none of them. */
export function scopesOf(chain: Chain): readonly Scope[] {
  const known = scopes.get(chain);
  if (known) return known;
  const links = new Map(chain.links.map((link) => [link.id, link]));
  const needs = chain.models.flatMap((model) => [{ link: model.at }, ...model.needs]);
  const served = reachable(links, needs);
  const models = chain.models.map(({ id }) => ({ model: id, title: id }));
  const complete = models.length > 0 && chain.links.every(({ id }) => served.has(id));
  const made = complete ? models : [...models, everyLink];
  scopes.set(chain, made);
  return made;
}
