import type { Path } from '../../../chain/document.ts';
import type { SafeText } from '../../../text/safe-text.ts';
import { safe } from '../../../text/sanitise.ts';
import { isStated, judgeUse } from '../licences/judge.ts';
import type { Use } from '../licences/licence.ts';
import { artefactsOf, partyOf } from '../nodes.ts';
import type { Lineage } from '../types.ts';
import type { LineageFinding } from './findings.ts';

/**
 * Which licences of a lineage forbid a use, allow it under conditions, or are unknown. Nobody's legal
 * advice: what a table says of common licences.
 */
export function permissionFindings(lineage: Lineage, use: Use): readonly LineageFinding[] {
  return licencesIn(lineage).flatMap(({ licence, node, path }): readonly LineageFinding[] => {
    const { permission, words, sources } = judgeUse(licence, use);
    if (permission === 'yes') return [];
    const base = { about: 'licence', node, path } as const;
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

interface Stated {
  readonly licence: string;
  readonly node: SafeText;
  readonly path: Path;
}

/** Every licence that is stated: of a datanet's documents each once, by the first that states it. */
function licencesIn(lineage: Lineage): readonly Stated[] {
  return artefactsOf(lineage).flatMap((artefact) => {
    const name = partyOf(artefact);
    const own = { licence: artefact.node.licence, node: safe`${name}`, path: artefact.node.path };
    const documents = artefact.kind === 'datanet' ? artefact.node.documents : [];
    const seen = new Set([own.licence]);
    const others = documents.flatMap(({ id, licence, path }) => {
      if (seen.has(licence)) return [];
      seen.add(licence);
      return [{ licence, node: safe`${name}, document ${id}`, path }];
    });
    return [own, ...others].flatMap(({ licence, node, path }): readonly Stated[] =>
      isStated(licence) ? [{ licence, node, path: [...path, 'licence'] }] : [],
    );
  });
}
