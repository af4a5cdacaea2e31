import type { Inference } from '../../events/types.ts';
import type { Feeds, PartyId } from '../types.ts';
import { adapterNamed, baseNamed, modelNamed } from './find.ts';
import type { Adapter, Base, Lineage, ServedModel } from './types.ts';

/**
 * The adapter that answered: as told, else the one that goes by the name of the model that answered or was
 * asked, as servers of several adapters call them (vLLM, llama.cpp, fine-tunes of vendors).
 *
 * @returns as told, else the adapter's id; null where the answer is not known to be an adapter's
 */
export function adapterOf(
  { adapter, responseModel, model }: Pick<Inference, 'adapter' | 'responseModel' | 'model'>,
  lineage: Lineage,
): string | null {
  if (adapter !== null) return adapter;
  for (const name of [responseModel, model]) {
    if (name === null) continue;
    const named = adapterNamed(lineage, name);
    if (named) return named.id;
    // Asked for an adapter, a server may fall back to what the adapter was made of.
    if (modelNamed(lineage, name) || baseNamed(lineage, name)) return null;
  }
  return null;
}

/** Who stands behind which weights, as the lineage says. */
export function feedsOf(lineage: Lineage): Feeds {
  return {
    weights: (inference) => weightsOf(behindOf(inference, lineage), inference),
    behind: (party, inference) => {
      if (party.startsWith('adapter:') || party.startsWith('base:')) return party;
      const behind = behindOf(inference, lineage);
      const { adapter, base, served } = behind;
      if (adapter && makersOf(adapter, lineage).has(party)) return `adapter:${adapter.id}`;
      if (base && makersOf(base, lineage).has(party)) return `base:${base.id}`;
      if (served && makersOf(served, lineage).has(party)) return weightsOf(behind, inference);
      return null;
    },
  };
}

interface Behind {
  readonly adapter: Adapter | null;
  readonly served: ServedModel | null;
  readonly base: Base | null;
}

function behindOf({ model, responseModel, adapter }: Inference, lineage: Lineage): Behind {
  const added = adapter === null ? null : adapterNamed(lineage, adapter);
  const served = modelNamed(lineage, model);
  const base = lineage.bases.get(added?.base ?? served?.base ?? '');
  return { adapter: added, served, base: base ?? baseNamed(lineage, responseModel ?? model) };
}

function weightsOf({ adapter, base }: Behind, inference: Inference): string {
  const added = adapter?.id ?? inference.adapter;
  if (added !== null) return `adapter:${added}`;
  return `base:${base?.id ?? inference.responseModel ?? inference.model}`;
}

type Made = Pick<Base, 'developers' | 'datanets'>;

/** Asked for every posting, and a lineage never changes once it is read. */
const remembered = new WeakMap<Made, ReadonlySet<PartyId>>();

/** Who made these weights, or gave their data. */
function makersOf(made: Made, lineage: Lineage): ReadonlySet<PartyId> {
  const known = remembered.get(made);
  if (known) return known;
  const makers = new Set<PartyId>();
  for (const name of made.developers.keys()) makers.add(`developer:${name}`);
  for (const id of made.datanets.keys()) {
    makers.add(`datanet:${id}`);
    const net = lineage.datanets.get(id);
    for (const name of net?.contributors.keys() ?? []) makers.add(`contributor:${name}`);
    // Of those who gave documents not all need be named as contributors.
    for (const { contributor } of net?.documents ?? []) {
      if (contributor !== null) makers.add(`contributor:${contributor}`);
    }
  }
  remembered.set(made, makers);
  return makers;
}
