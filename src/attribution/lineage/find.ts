import type { Adapter, Base, Lineage, ServedModel } from './types.ts';

/** The model that events call so: by its id, else by another name of it; null for one nobody declared. */
export function modelNamed(lineage: Lineage, name: string): ServedModel | null {
  return lineage.models.get(name) ?? byOtherName(lineage.models, name);
}

/** As {@link modelNamed}, of adapters. */
export function adapterNamed(lineage: Lineage, name: string): Adapter | null {
  return lineage.adapters.get(name) ?? byOtherName(lineage.adapters, name);
}

/** As {@link modelNamed}, of base models. */
export function baseNamed(lineage: Lineage, name: string): Base | null {
  return lineage.bases.get(name) ?? byOtherName(lineage.bases, name);
}

/** Asked for every inference, and a lineage never changes once it is read. */
const indexes = new WeakMap<ReadonlyMap<string, unknown>, ReadonlyMap<string, unknown>>();

/** Of several with the same other name, the first of the file. */
function byOtherName<N extends { readonly names: readonly string[] }>(
  nodes: ReadonlyMap<string, N>,
  name: string,
): N | null {
  let index = indexes.get(nodes) as ReadonlyMap<string, N> | undefined;
  if (!index) {
    const pairs = [...nodes.values()].flatMap((node) =>
      node.names.map((one) => [one, node] as const),
    );
    index = new Map(pairs.reverse());
    indexes.set(nodes, index);
  }
  return index.get(name) ?? null;
}
