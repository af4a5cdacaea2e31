import { safe } from '../../../text/sanitise.ts';
import { isStated, judgeUse } from '../licences/judge.ts';
import { type Use, uses } from '../licences/licence.ts';
import { type ArtefactNode, allBehind, artefactsOf, madeOf, partsOf, partyOf } from '../nodes.ts';
import type { Lineage } from '../types.ts';
import type { ByteFact } from './bytes.ts';
import type { LineageFinding } from './findings.ts';

/** What a lineage says in two places, and not the same. */
export function contradictions(lineage: Lineage): readonly LineageFinding[] {
  return [
    ...foreignAdapters(lineage),
    ...foreignDocuments(lineage),
    ...strictDocuments(lineage),
    ...foreignPayees(lineage),
    ...artefactsOf(lineage).flatMap((artefact) => loosenedLicence(lineage, artefact)),
  ];
}

/** An adapter fits no other base model than the one that it was trained on, or what was made of that. */
function foreignAdapters(lineage: Lineage): readonly LineageFinding[] {
  return [...lineage.models.values()].flatMap((model) => {
    const base = model.base === null ? undefined : lineage.bases.get(model.base);
    if (!base) return [];
    const behind = new Set(allBehind(lineage, [{ kind: 'base', node: base }]).map(partyOf));
    return model.adapters.flatMap((id, index): readonly LineageFinding[] => {
      const trainedOn = lineage.adapters.get(id)?.base ?? null;
      if (trainedOn === null || behind.has(`base:${trainedOn}`)) return [];
      return [
        {
          kind: 'contradicts',
          about: 'base model',
          node: safe`model:${model.id}`,
          words: safe`is ${base.id} with ${id}, which was trained on ${trainedOn}`,
          todo: safe`Correct the base model of one of them.`,
          path: [...model.path, 'adapters', index],
        },
      ];
    });
  });
}

/** Who wrote a document of a datanet is one of its contributors. */
function foreignDocuments(lineage: Lineage): readonly LineageFinding[] {
  return [...lineage.datanets.values()].flatMap((datanet) =>
    datanet.documents.flatMap(({ id, contributor, path }): readonly LineageFinding[] => {
      if (contributor === null || datanet.contributors.size === 0) return [];
      if (datanet.contributors.has(contributor)) return [];
      return [
        {
          kind: 'contradicts',
          about: 'contributors',
          node: safe`datanet:${datanet.id}`,
          words: safe`document ${id} is of ${contributor}, who is none of its contributors`,
          todo: safe`Add ${contributor} to its contributors, or correct the document.`,
          path: [...path, 'contributor'],
        },
      ];
    }),
  );
}

/** A document whose licence forbids what that of its datanet allows. */
function strictDocuments(lineage: Lineage): readonly LineageFinding[] {
  return [...lineage.datanets.values()].flatMap((datanet) =>
    datanet.documents.flatMap(({ id, licence, path }): readonly LineageFinding[] => {
      if (!isStated(datanet.licence) || !isStated(licence)) return [];
      const loosened = loosenedUses(licence, datanet.licence);
      if (loosened.length === 0) return [];
      return [
        {
          kind: 'contradicts',
          about: 'licence',
          node: safe`datanet:${datanet.id}`,
          words: safe`${datanet.licence} allows ${loosened.join(' and ')} use, and ${licence} of its document ${id} does not`,
          todo: safe`Take the document out, or state the stricter licence.`,
          path: [...path, 'licence'],
        },
      ];
    }),
  );
}

/** A split of a model that pays for what the model was not made of. */
function foreignPayees(lineage: Lineage): readonly LineageFinding[] {
  return lineage.splits.flatMap((split) => {
    const model = split.model === null ? undefined : lineage.models.get(split.model);
    if (!model) return [];
    const behind = new Set<string>(allBehind(lineage, partsOf(lineage, model)).map(partyOf));
    return (['first', 'shares'] as const).flatMap((key) =>
      [...split[key].keys()].flatMap((target): readonly LineageFinding[] => {
        if (!/^(?:datanet|base|adapter):/.test(target) || behind.has(target)) return [];
        return [
          {
            kind: 'contradicts',
            about: 'split',
            node: safe`model:${model.id}`,
            words: safe`its split pays ${target}, which does not stand behind it`,
            todo: safe`Name it where it belongs, or pay another.`,
            path: [...split.path, key, target],
          },
        ];
      }),
    );
  });
}

/** A licence that allows what the licence of something that it was made of forbids. */
function loosenedLicence(lineage: Lineage, artefact: ArtefactNode): readonly LineageFinding[] {
  const { licence, path } = artefact.node;
  if (!isStated(licence)) return [];
  return madeOf(lineage, artefact).flatMap((source): readonly LineageFinding[] => {
    const above = source.node.licence;
    if (!isStated(above)) return [];
    const loosened = loosenedUses(above, licence);
    if (loosened.length === 0) return [];
    return [
      {
        kind: 'contradicts',
        about: 'licence',
        node: safe`${partyOf(artefact)}`,
        words: safe`${licence} allows ${loosened.join(' and ')} use, and ${above} of ${partyOf(source)}, which it was made of, does not`,
        todo: safe`Ask the author of ${partyOf(source)}, or state the stricter licence.`,
        path: [...path, 'licence'],
      },
    ];
  });
}

/** Uses that one licence forbids and another, of what was made of it, allows. */
function loosenedUses(above: string, below: string): readonly Use[] {
  return uses.filter(
    (use) => judgeUse(above, use).permission === 'no' && judgeUse(below, use).permission === 'yes',
  );
}

/** What bytes say otherwise, and what could not be looked at. */
export function byteFindings(facts: readonly ByteFact[]): readonly LineageFinding[] {
  return facts.flatMap(
    ({ party, what, file, result, said, found, path }): readonly LineageFinding[] => {
      if (result === 'same') return [];
      const node = safe`${party}`;
      if (result === 'absent') {
        const words = safe`its ${what} was not checked, ${file}: ${found}`;
        return [{ kind: 'unchecked', about: what, node, words, todo: null, path }];
      }
      const [here, there] =
        what === 'hash' ? [said.slice(0, 12), found.slice(0, 12)] : [said, found];
      const words = safe`${what}: ${here} here, ${there} in ${file}`;
      const todo = safe`Find out which of them is right before anybody is paid by it.`;
      return [{ kind: 'contradicts', about: what, node, words, todo, path }];
    },
  );
}
