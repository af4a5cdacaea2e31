import type { Chain, LinkId } from '../chain/types.ts';
import { chainTree, type TreeRow } from './chain-tree.ts';
import { isFault, stateOf } from './link-state.ts';
import { type Scope, scopesOf } from './scopes.ts';
import type { View } from './view.ts';

const trees = new WeakMap<Chain, Map<string | null, readonly TreeRow[]>>();

export function scopeOf(view: Pick<View, 'snapshot' | 'ui'>): Scope {
  return scopesOf(view.snapshot.chain)[scopeIndexOf(view)] ?? { model: null, title: '' };
}

/** The scope chosen, or the first one in which the culprit can be seen. */
export function scopeIndexOf({ snapshot, ui }: Pick<View, 'snapshot' | 'ui'>): number {
  const { chain, verdict } = snapshot;
  const scopes = scopesOf(chain);
  if (ui.scope !== null) return ui.scope % scopes.length;
  const culprit = verdict?.culprits[0]?.link;
  const showing = scopes.findIndex(({ model }) =>
    treeOf(chain, model).some(({ link }) => link === culprit),
  );
  return Math.max(0, showing);
}

/** The lines of the chain table: the whole tree, or those that the filter lets through. */
export function chainRows(view: Pick<View, 'snapshot' | 'ui'>): readonly TreeRow[] {
  const { snapshot, ui } = view;
  const tree = treeOf(snapshot.chain, scopeOf(view).model);
  const filter = (ui.filter.chain ?? '').toLowerCase();
  if (filter === '' && !ui.onlyFaults) return tree;
  return tree
    .filter(({ link }) => {
      const state = stateOf(snapshot, link);
      if (ui.onlyFaults && !isFault(state)) return false;
      const { kind, owner } = snapshot.links.get(link)?.link ?? {};
      return `${link} ${kind} ${owner ?? ''} ${state.word}`.toLowerCase().includes(filter);
    })
    .map(({ link }) => ({ link, stem: [] }));
}

function treeOf(chain: Chain, model: string | null): readonly TreeRow[] {
  const known = trees.get(chain) ?? new Map<string | null, readonly TreeRow[]>();
  trees.set(chain, known);
  const tree = known.get(model) ?? chainTree(chain, model);
  known.set(model, tree);
  return tree;
}

/** The link that Enter opens: the one chosen, or the culprit, or the first. */
export function selectedLink(view: Pick<View, 'snapshot' | 'ui'>): LinkId | null {
  const rows = chainRows(view);
  const culprit = view.snapshot.verdict?.culprits[0]?.link;
  const wanted = view.ui.selectedLink ?? culprit;
  const chosen = rows.find(({ link }) => link === wanted);
  return chosen?.link ?? rows[0]?.link ?? null;
}
