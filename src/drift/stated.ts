import { artefactsOf } from '../attribution/lineage/nodes.ts';
import type { Lineage } from '../attribution/lineage/types.ts';
import type { Policies } from '../chain/policies-schema.ts';
import { sanitise } from '../text/sanitise.ts';
import type { Item } from './types.ts';

/**
 * What files state of the whole chain: what it must hold, and the licence, revision and version of
 * everything that its models are made of.
 */
export function statedItems(
  policies: Policies | undefined,
  lineage: Lineage | null,
): readonly Item[] {
  const demanded = Object.entries(policies ?? {}).flatMap(([rule, policy]) =>
    Object.entries(policy).map(([key, value]) => stated(`policy ${rule}.${key}`, wordsOf(value))),
  );
  const made = lineage === null ? [] : artefactsOf(lineage);
  const artefacts = made.flatMap(({ kind, node }) => {
    const { licence, revision, version } = node;
    return Object.entries({ licence, revision, version }).flatMap(([what, value]) =>
      value === null ? [] : [stated(`${what} ${kind} ${node.id}`, value)],
    );
  });
  return [...demanded, ...artefacts];
}

function stated(what: string, value: string): Item {
  return { what: sanitise(what), value: sanitise(value), probe: 'chain', vantage: 'local' };
}

function wordsOf(value: unknown): string {
  return Array.isArray(value) ? value.join(', ') : String(value);
}
