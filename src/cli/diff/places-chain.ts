import { stringify } from 'yaml';
import { probes } from '../../../probes/registry.ts';
import { loadChain } from '../../chain/load.ts';
import type { Chain, LinkId } from '../../chain/types.ts';
import { WeaklinkError } from '../../platform/errors.ts';
import type { Place } from './operand.ts';

/** Time for one look at a place elsewhere: a login is part of it. */
const DEADLINE = '30s';
/** Time from look to look; nobody waits for it, but a deadline may not be much longer. */
const INTERVAL = '30s';

/** A chain of places that stand for themselves, and the links of each. */
export interface PlacesChain {
  readonly chain: Chain;
  readonly links: readonly (readonly LinkId[])[];
}

/**
 * @param files also to be compared, by their paths at each place
 * @throws WeaklinkError E_OPTION; ChainFileError for a path that is none
 */
export function placesChain(places: readonly Place[], files: readonly string[]): PlacesChain {
  const vantages: Record<string, string> = {};
  const links: Record<string, object> = {};
  const vantageOf = (address: string) => {
    if (address === 'local') return 'local';
    const known = Object.entries(vantages).find(([, other]) => other === address)?.[0];
    const name = known ?? `place-${Object.keys(vantages).length + 1}`;
    vantages[name] = address;
    return name;
  };
  const ofPlaces = places.map((place, index) => {
    const id = idOf(place, places, index);
    const at = vantageOf(place.at);
    if (place.kind === 'host') {
      links[id] = {
        kind: 'host',
        from: at,
        probes: [{ kind: 'host' }, ...fileProbe(files, at)],
      };
      links[`${id}.gpu`] = { kind: 'gpu', needs: [id], from: at, probes: [{ kind: 'gpu' }] };
      return [id, `${id}.gpu`];
    }
    if (files.length > 0 && place.at !== 'local') throw filesBehind(place.name);
    const inside = files.length > 0 ? vantageOf(`docker:${place.name}`) : at;
    links[id] = {
      kind: 'container',
      from: at,
      probes: [{ kind: 'docker', container: place.name }, ...fileProbe(files, inside)],
    };
    return [id];
  });
  const file = {
    chain: 'places',
    defaults: { every: INTERVAL, deadline: DEADLINE },
    vantages,
    links,
  };
  return { chain: loadChain(stringify(file), 'the places', probes), links: ofPlaces };
}

function fileProbe(files: readonly string[], from: string): readonly object[] {
  return files.length === 0 ? [] : [{ kind: 'file', path: [...files], from }];
}

/** The name of a container or a machine; with a number where two have the same. */
function idOf(place: Place, places: readonly Place[], index: number): LinkId {
  const nameOf = (one: Place) =>
    one.kind === 'container'
      ? one.name.slice(0, 50)
      : one.at
          .replace(/^ssh:(?:[^@]*@)?/, '')
          .replace(/[^A-Za-z0-9_.-]/g, '-')
          .slice(0, 50);
  const name = nameOf(place);
  const isTaken = places.some((other, at) => at !== index && nameOf(other) === name);
  return isTaken ? `${name}-${index + 1}` : name;
}

function filesBehind(container: string): WeaklinkError {
  return new WeaklinkError({
    code: 'E_OPTION',
    message: `--file: files in ${container} on another machine cannot be read`,
    hint: 'Compare them from that machine.',
  });
}
