import type { Chain, Need } from '../chain/types.ts';
import type { Ruling } from '../events/ruling.ts';
import type { WeaklinkEvent } from '../events/types.ts';
import type { Without } from './types.ts';

/** What a what-if leaves of a chain and of the events about it. */
export interface TakeAway {
  chain(chain: Chain): Chain;
  /** The event as it would have been; null where it would not have been. */
  event(event: WeaklinkEvent): WeaklinkEvent | null;
}

export function takeAway(without: Without): TakeAway {
  const links = new Set(without.links);
  const probes = new Set(without.probes);
  const vantages = new Set(without.vantages);
  if (links.size + probes.size + vantages.size === 0) {
    return { chain: (chain) => chain, event: (event) => event };
  }
  const isLook = (link: string, kind: string, name: string, vantage: string) =>
    !probes.has(kind) && !probes.has(`${link}/${name}`) && !vantages.has(vantage);
  const chain = (whole: Chain): Chain => chainLess(whole, links, isLook);
  const event = (whole: WeaklinkEvent): WeaklinkEvent | null => {
    switch (whole.type) {
      case 'weaklink.session':
        return { ...whole, data: { ...whole.data, chain: chain(whole.data.chain) } };
      case 'weaklink.observation': {
        const { link, probe, stream, vantage } = whole.data;
        const name = stream.slice(link.length + 1, stream.lastIndexOf('@'));
        return !links.has(link) && isLook(link, probe, name, vantage) ? whole : null;
      }
      case 'weaklink.claim':
      case 'weaklink.change':
        return links.has(whole.data.link) ? null : whole;
      case 'weaklink.policy': {
        const isLeft = ({ link }: Ruling) => link === null || !links.has(link);
        return { ...whole, data: { rulings: whole.data.rulings.filter(isLeft) } };
      }
      default:
        return whole;
    }
  };
  return { chain, event };
}

function chainLess(
  chain: Chain,
  links: ReadonlySet<string>,
  isLook: (link: string, kind: string, name: string, vantage: string) => boolean,
): Chain {
  const needs = (all: readonly Need[]) => all.flatMap((need) => needLess(need, links));
  return {
    ...chain,
    models: chain.models
      .filter(({ at }) => !links.has(at))
      .map((model) => ({ ...model, needs: needs(model.needs) })),
    links: chain.links
      .filter(({ id }) => !links.has(id))
      .map((link) => ({
        ...link,
        needs: needs(link.needs),
        probes: link.probes.filter(({ kind, name, vantage }) =>
          isLook(link.id, kind, name, vantage),
        ),
      })),
  };
}

function needLess(need: Need, links: ReadonlySet<string>): readonly Need[] {
  if ('link' in need) return links.has(need.link) ? [] : [need];
  const left = need.anyOf.filter((id) => !links.has(id));
  return left.length > 0 ? [{ anyOf: left }] : [];
}
