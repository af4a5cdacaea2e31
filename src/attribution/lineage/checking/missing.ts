import type { Path } from '../../../chain/document.ts';
import type { SafeText } from '../../../text/safe-text.ts';
import { safe } from '../../../text/sanitise.ts';
import { isStated } from '../licences/judge.ts';
import { type ArtefactNode, allBehind, artefactsOf, partsOf, partyOf } from '../nodes.ts';
import { groupsOf, isGroup, ruleFor } from '../shares.ts';
import type { Lineage, ServedModel } from '../types.ts';
import type { LineageFinding } from './findings.ts';

/** What a lineage leaves open that somebody will ask for. */
export function missingParts(lineage: Lineage): readonly LineageFinding[] {
  return [
    ...artefactsOf(lineage).flatMap((artefact) => missingOfArtefact(artefact)),
    ...[...lineage.models.values()].flatMap((model) => missingOfModel(lineage, model)),
  ];
}

function missingOfArtefact(artefact: ArtefactNode): readonly LineageFinding[] {
  const { kind, node } = artefact;
  const { path, licence, files, source, revision } = node;
  const name = partyOf(artefact);
  const found: LineageFinding[] = [];
  const add = (about: string, words: SafeText, todo: SafeText, at: Path = path) =>
    found.push({ kind: 'missing', about, node: safe`${name}`, words, todo, path: at });
  if (!isStated(licence)) {
    const at = licence === null ? path : [...path, 'licence'];
    add('licence', safe`states no licence`, safe`Ask its author; write "licence: …".`, at);
  }
  if (files.length === 0) {
    add(
      'hash',
      safe`names no file with its hash, so nothing can be held against bytes`,
      safe`Add "files: [{ path: …, sha256: … }]".`,
    );
  }
  if (source?.startsWith('hf:') && revision === null) {
    add(
      'revision',
      safe`names no revision of ${source}, which can change any day`,
      safe`Add "revision: <commit>".`,
      [...path, 'source'],
    );
  }
  if (kind === 'datanet' && node.contributors.size === 0 && node.from.length === 0) {
    add('contributors', safe`names no contributor`, safe`Add "contributors: [ … ]".`);
  }
  if (kind === 'datanet') {
    const nameless = node.documents.filter(({ contributor }) => contributor === null);
    const [first] = nameless;
    if (first) {
      const rest = nameless.length > 1 ? safe` and ${nameless.length - 1} more` : safe``;
      add(
        'contributors',
        safe`document ${first.id}${rest} of nobody`,
        safe`Add "contributor: …" to each.`,
        first.path,
      );
    }
  }
  if (kind === 'adapter' && node.base === null) {
    add('base', safe`names no base model`, safe`Add "base: …".`);
  }
  return found;
}

/** The split that is declared last counts: what is asked is who will be paid. */
const always = '9999-12-31T23:59:59.999Z';

function missingOfModel(lineage: Lineage, model: ServedModel): readonly LineageFinding[] {
  const found: LineageFinding[] = [];
  const add = (about: string, words: SafeText, todo: SafeText) =>
    found.push({
      kind: 'missing',
      about,
      node: safe`model:${model.id}`,
      words,
      todo,
      path: model.path,
    });
  if (model.base === null) add('base', safe`names no base model`, safe`Add "base: …".`);
  if (datanetsBehind(lineage, model).length === 0) {
    add(
      'datanets',
      safe`no datanet is named anywhere behind it`,
      safe`Name what it, its base model or its adapters learned from.`,
    );
  }
  found.push(...missingOfSplits(lineage, model));
  return found;
}

/** No split at all, or parts of one that nobody gets because the group that would names nobody. */
function missingOfSplits(lineage: Lineage, model: ServedModel): readonly LineageFinding[] {
  const found = new Map<string, LineageFinding>();
  for (const adapter of model.adapters.length === 0 ? [null] : model.adapters) {
    const query = { model: model.id, adapter, at: always };
    const rule = ruleFor(lineage, query);
    if (!rule) {
      found.set('', {
        kind: 'missing',
        about: 'split',
        node: safe`model:${model.id}`,
        words: safe`no split says who gets what`,
        todo: safe`Add one under "splits:".`,
        path: model.path,
      });
      continue;
    }
    const groups = groupsOf(lineage, query);
    for (const [target, ppm] of [...rule.first, ...rule.shares]) {
      if (ppm === 0 || !isGroup(target) || groups[target].size > 0) continue;
      found.set(`${target} ${adapter}`, {
        kind: 'missing',
        about: target,
        node: safe`model:${model.id}`,
        words: safe`its split gives ${target} a part, and ${adapter === null ? 'the model' : safe`with ${adapter} it`} names none`,
        todo:
          target === 'contributors'
            ? safe`Name the datanets; until then that part is unattributed.`
            : safe`Add "${target}: [ … ]"; until then that part is unattributed.`,
        path: rule.path,
      });
    }
  }
  return [...found.values()];
}

function datanetsBehind(lineage: Lineage, model: ServedModel): readonly ArtefactNode[] {
  return allBehind(lineage, partsOf(lineage, model)).filter(({ kind }) => kind === 'datanet');
}
