import { Draft, type Imported } from './draft.ts';
import { fieldOf, licenceOf, listOf, objectOf, sha256Of, textOf } from './fields.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Elements of one document. */
const MAX_ELEMENTS = 50_000;

/**
 * An SPDX 3 document (JSON-LD, profiles AI and Dataset) → its AI packages and datasets, joined by their
 * relationships: `trainedOn`, `descendantOf`, `ancestorOf`, `hasDeclaredLicense`, `contains` …
 *
 * @param data the document, parsed
 * @returns null where it is no SPDX 3 document
 */
export function importSpdx3(data: unknown): Imported | null {
  const document = objectOf(data);
  const context = JSON.stringify(fieldOf(document, '@context') ?? '').slice(0, 1_000);
  if (!/spdx\.org\/rdf\/3\.|spdx-context\.jsonld/.test(context)) return null;
  const graph = listOfElements(fieldOf(document, '@graph') ?? [document]);
  const draft = new Draft();
  draft.leave('', document, ['@context', '@graph']);
  const elements = new Map<string, Fields>();
  for (const element of graph) {
    const id = textOf(fieldOf(element, 'spdxId') ?? fieldOf(element, '@id'));
    if (id !== undefined) elements.set(id, element);
  }
  new Reader(draft, elements, relationsOf(graph)).read();
  return draft.done('SPDX 3');
}

function listOfElements(value: unknown): readonly Fields[] {
  return (Array.isArray(value) ? value.slice(0, MAX_ELEMENTS) : [value]).map(objectOf);
}

interface Relation {
  readonly type: string;
  readonly from: string;
  readonly to: readonly string[];
}

function relationsOf(graph: readonly Fields[]): readonly Relation[] {
  return graph.flatMap((element): readonly Relation[] => {
    const from = textOf(fieldOf(element, 'from'));
    const type = textOf(fieldOf(element, 'relationshipType'));
    if (from === undefined || type === undefined) return [];
    const to = listOf(fieldOf(element, 'to'))
      .map(textOf)
      .filter((one) => one !== undefined);
    return [{ type: lastPart(type), from, to }];
  });
}

/** `ai_AIPackage` and `https://spdx.org/rdf/3.0.1/terms/AI/AIPackage` are both an `AIPackage`. */
function lastPart(name: string): string {
  return /[^/_#]+$/.exec(name)?.[0] ?? name;
}

class Reader {
  readonly #draft: Draft;
  readonly #elements: ReadonlyMap<string, Fields>;
  readonly #relations: readonly Relation[];

  constructor(draft: Draft, elements: ReadonlyMap<string, Fields>, relations: readonly Relation[]) {
    this.#draft = draft;
    this.#elements = elements;
    this.#relations = relations;
  }

  read(): void {
    for (const [id, element] of this.#elements) {
      const type = this.#typeOf(element);
      if (type === 'DatasetPackage') this.#addData(id, element);
      else if (type === 'AIPackage') this.#addModel(id, element);
    }
  }

  #addData(id: string, element: Fields): string | null {
    const name = textOf(fieldOf(element, 'name'));
    if (name === undefined) return null;
    this.#draft.leave('DatasetPackage', element, taken);
    return this.#draft.add('datanets', name, {
      ...this.#common(id, element),
      contributors: this.#draft.addAll('contributors', this.#people(element)),
    });
  }

  #addModel(id: string, element: Fields): string | null {
    const name = textOf(fieldOf(element, 'name'));
    if (name === undefined) return null;
    this.#draft.leave('AIPackage', element, taken);
    const datanets = this.#related(id, 'trainedOn').flatMap((to) => this.#nodeOf('datanets', to));
    const ancestors = [
      ...this.#related(id, 'descendantOf'),
      ...this.#relations
        .filter(({ type, to }) => type === 'ancestorOf' && to.includes(id))
        .map(({ from }) => from),
    ];
    const from = ancestors.flatMap((to) => this.#nodeOf('bases', to));
    return this.#draft.add('bases', name, {
      ...this.#common(id, element),
      developers: this.#draft.addAll('developers', this.#people(element)),
      datanets: datanets.length > 0 ? [...new Set(datanets)] : undefined,
      from: from.length > 0 ? [...new Set(from)] : undefined,
    });
  }

  /** The node of an element, by name alone: its own turn fills it. */
  #nodeOf(section: 'datanets' | 'bases', id: string): readonly string[] {
    const name = textOf(fieldOf(this.#elements.get(id) ?? {}, 'name')) ?? id;
    const node = this.#draft.add(section, name);
    return node === null ? [] : [node];
  }

  #common(id: string, element: Fields) {
    const files = [
      ...this.#fileOf(element),
      ...['contains', 'hasDistributionArtifact', 'hasDataFile'].flatMap((type) =>
        this.#related(id, type).flatMap((to) => this.#fileOf(this.#elements.get(to) ?? {})),
      ),
    ];
    return {
      version: textOf(fieldOf(element, 'software_packageVersion')),
      licence: this.#licence(id),
      source: textOf(
        fieldOf(element, 'software_packageUrl') ?? fieldOf(element, 'software_downloadLocation'),
      ),
      files: files.length > 0 ? files : undefined,
    };
  }

  #fileOf(element: Fields): readonly { readonly path: string; readonly sha256: string }[] {
    const path = textOf(fieldOf(element, 'name'));
    const sha256 = listOf(fieldOf(element, 'verifiedUsing'))
      .map(objectOf)
      .filter((hash) => lastPart(textOf(fieldOf(hash, 'algorithm')) ?? '') === 'sha256')
      .map((hash) => sha256Of(fieldOf(hash, 'hashValue')))
      .find((one) => one !== undefined);
    return path === undefined || sha256 === undefined ? [] : [{ path, sha256 }];
  }

  /** What was concluded counts before what its author declared. */
  #licence(id: string): string | undefined {
    for (const type of ['hasConcludedLicense', 'hasDeclaredLicense']) {
      for (const to of this.#related(id, type)) {
        const element = this.#elements.get(to) ?? {};
        const said =
          fieldOf(element, 'simplelicensing_licenseExpression') ?? fieldOf(element, 'name');
        // A licence of SPDX's list is named by its address alone.
        const licence = licenceOf(said) ?? (/^https?:/.test(to) ? licenceOf(to) : undefined);
        if (licence !== undefined && !/^(?:NoAssertion|NoneLicense)/i.test(lastPart(licence)))
          return licence;
      }
    }
    return undefined;
  }

  #people(element: Fields): readonly string[] {
    return ['originatedBy', 'suppliedBy'].flatMap((key) =>
      listOf(fieldOf(element, key)).flatMap((one) => {
        const agent = typeof one === 'string' ? this.#elements.get(one) : objectOf(one);
        const name = textOf(fieldOf(agent ?? {}, 'name'));
        return name === undefined ? [] : [name];
      }),
    );
  }

  #related(from: string, type: string): readonly string[] {
    return this.#relations
      .filter((relation) => relation.type === type && relation.from === from)
      .flatMap(({ to }) => to);
  }

  #typeOf(element: Fields): string {
    return lastPart(textOf(fieldOf(element, 'type') ?? fieldOf(element, '@type')) ?? '');
  }
}

const taken = [
  'type',
  '@type',
  'spdxId',
  '@id',
  'creationInfo',
  'name',
  'software_packageVersion',
  'software_packageUrl',
  'software_downloadLocation',
  'verifiedUsing',
  'originatedBy',
  'suppliedBy',
];
