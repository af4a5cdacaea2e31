import type { PartyId } from '../types.ts';
import type { Adapter, Artefact, Base, Datanet, Lineage, ServedModel } from './types.ts';

export type ArtefactKind = 'datanet' | 'base' | 'adapter';
export type ArtefactNode =
  | { readonly kind: 'datanet'; readonly node: Datanet }
  | { readonly kind: 'base'; readonly node: Base }
  | { readonly kind: 'adapter'; readonly node: Adapter };

/** Everything of a lineage that exists as bytes, in the order of the file. */
export function artefactsOf(lineage: Lineage): readonly ArtefactNode[] {
  return [
    ...[...lineage.datanets.values()].map((node) => ({ kind: 'datanet', node }) as const),
    ...[...lineage.bases.values()].map((node) => ({ kind: 'base', node }) as const),
    ...[...lineage.adapters.values()].map((node) => ({ kind: 'adapter', node }) as const),
  ];
}

export function partyOf({ kind, node }: ArtefactNode): PartyId {
  return `${kind}:${node.id}`;
}

/** What it was made of: its base models and the datanets that it learned from. */
export function madeOf(lineage: Lineage, { kind, node }: ArtefactNode): readonly ArtefactNode[] {
  const bases = kind === 'base' ? node.from : kind === 'adapter' && node.base ? [node.base] : [];
  const datanets = kind === 'datanet' ? node.from : [...node.datanets.keys()];
  return [
    ...bases.flatMap((id) => {
      const base = lineage.bases.get(id);
      return base ? [{ kind: 'base', node: base } as const] : [];
    }),
    ...datanets.flatMap((id) => {
      const datanet = lineage.datanets.get(id);
      return datanet ? [{ kind: 'datanet', node: datanet } as const] : [];
    }),
  ];
}

/** What a model is served from: its base model, its adapters, the datanets that it names itself. */
export function partsOf(lineage: Lineage, model: ServedModel): readonly ArtefactNode[] {
  const base = model.base === null ? undefined : lineage.bases.get(model.base);
  return [
    ...(base ? [{ kind: 'base', node: base } as const] : []),
    ...model.adapters.flatMap((id) => {
      const adapter = lineage.adapters.get(id);
      return adapter ? [{ kind: 'adapter', node: adapter } as const] : [];
    }),
    ...[...model.datanets.keys()].flatMap((id) => {
      const datanet = lineage.datanets.get(id);
      return datanet ? [{ kind: 'datanet', node: datanet } as const] : [];
    }),
  ];
}

/** All that these were made of, themselves included, each once. */
export function allBehind(
  lineage: Lineage,
  starts: readonly ArtefactNode[],
): readonly ArtefactNode[] {
  const found = new Map<PartyId, ArtefactNode>();
  const queue = [...starts];
  for (let one = queue.shift(); one; one = queue.shift()) {
    const id = partyOf(one);
    if (found.has(id)) continue;
    found.set(id, one);
    queue.push(...madeOf(lineage, one));
  }
  return [...found.values()];
}

/** Whether a name out there (a card's `base_model`, a configuration) is this artefact. */
export function isCalled(artefact: Artefact, name: string): boolean {
  const wanted = plainName(name);
  return namesOf(artefact).some((one) => plainName(one) === wanted);
}

/** Its id, its other names, and its source: the Hub's `org/name` is that of `hf:org/name`. */
export function namesOf({ id, names, source }: Artefact): readonly string[] {
  return [id, ...names, ...(source === null ? [] : [source])];
}

function plainName(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replace(/^(?:hf:|https:\/\/huggingface\.co\/)?(?:datasets\/)?/, '')
    .replace(/\/$/, '');
}
