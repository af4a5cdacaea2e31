import { safe } from '../../../text/sanitise.ts';
import { isStated, judgeUse } from '../licences/judge.ts';
import type { Use } from '../licences/table.ts';
import { artefactsOf, partyOf } from '../nodes.ts';
import type { Lineage } from '../types.ts';
import type { LineageFinding } from './findings.ts';

/**
 * Which licences of a lineage forbid a use, allow it under conditions, or are unknown. Nobody's legal
 * advice: what a table says of common licences.
 */
export function permissionFindings(lineage: Lineage, use: Use): readonly LineageFinding[] {
  return artefactsOf(lineage).flatMap((artefact): readonly LineageFinding[] => {
    const { licence, path } = artefact.node;
    if (!isStated(licence)) return [];
    const { permission, words, sources } = judgeUse(licence, use);
    if (permission === 'yes') return [];
    const base = {
      about: 'licence',
      node: safe`${partyOf(artefact)}`,
      path: [...path, 'licence'],
    } as const;
    const why = words === null ? safe`` : safe`: ${words}`;
    const read = sources.length === 0 ? safe`Read its text.` : safe`Read ${sources.join(' and ')}`;
    if (permission === 'no') {
      const said = safe`${licence} forbids ${use} use${why}`;
      return [{ ...base, kind: 'forbidden', words: said, todo: read }];
    }
    if (permission === 'unknown') {
      const said = safe`nobody can say whether ${licence} allows ${use} use${why}`;
      return [{ ...base, kind: 'missing', words: said, todo: read }];
    }
    const said = safe`${licence} allows ${use} use under conditions${why}`;
    return [{ ...base, kind: 'condition', words: said, todo: read }];
  });
}
