import type { SafeText } from '../../text/safe-text.ts';
import { safe } from '../../text/sanitise.ts';
import { type Evidence, WHOLE_PPM } from '../types.ts';
import { apportion } from './apportion.ts';
import type { ByteFact } from './checking/bytes.ts';
import { type ArtefactNode, madeOf, partsOf, partyOf } from './nodes.ts';
import type { Lineage, ServedModel, Weights } from './types.ts';

/** Somebody or something behind a model, and what stands behind that. */
export interface BehindNode {
  /** `base model`, `adapter`, `datanet`, `contributor`, `host` … */
  readonly role: string;
  readonly name: SafeText;
  /** Licence, revision, part …: what else is said of it. */
  readonly about: readonly SafeText[];
  /** Whether its bytes were seen with their hashes; null for parties, who have none. */
  readonly evidence: Evidence | null;
  readonly behind: readonly BehindNode[];
}

/** Most nodes of one tree: a base model that everything was made of appears under each of them. */
const MAX_NODES = 2_000;

/** Who and what stands behind a model, as a tree; agents that ask it are its last children. */
export function behindModel(
  lineage: Lineage,
  model: ServedModel,
  facts: readonly ByteFact[] = [],
): BehindNode {
  const walker = new Walker(lineage, facts);
  const agents = [...lineage.agents.values()].filter(({ models }) => models.includes(model.id));
  return {
    role: 'model',
    name: safe`${model.id}`,
    about: [],
    evidence: null,
    behind: [
      ...partsOf(lineage, model).map((part) => walker.node(part)),
      ...walker.parties('developer', model.developers),
      ...walker.parties('host', model.hosts),
      ...walker.parties('staker', model.stakers),
      ...agents.map((agent) => ({
        role: 'asked by agent',
        name: safe`${agent.id}`,
        about: [],
        evidence: null,
        behind: walker.parties('developer', agent.developers),
      })),
    ],
  };
}

const leftOut: BehindNode = {
  role: 'more',
  name: safe`left out after ${MAX_NODES} lines`,
  about: [],
  evidence: null,
  behind: [],
};

class Walker {
  readonly #lineage: Lineage;
  readonly #facts: readonly ByteFact[];
  #left = MAX_NODES;

  constructor(lineage: Lineage, facts: readonly ByteFact[]) {
    this.#lineage = lineage;
    this.#facts = facts;
  }

  node(artefact: ArtefactNode): BehindNode {
    const { kind, node } = artefact;
    this.#left -= 1;
    const relation = kind === 'base' && node.relation !== null ? [safe`${node.relation}`] : [];
    return {
      role: kind === 'base' ? 'base model' : kind,
      name: safe`${node.id}`,
      about: [
        node.licence === null ? safe`no licence` : safe`${node.licence}`,
        ...relation,
        ...(node.version === null ? [] : [safe`version ${node.version}`]),
      ],
      evidence: this.#evidenceOf(artefact),
      behind:
        this.#left <= 0
          ? []
          : [
              ...this.parties('developer', node.developers),
              ...(kind === 'datanet' ? this.parties('contributor', node.contributors) : []),
              ...(kind === 'adapter' ? this.parties('host', node.hosts) : []),
              ...(kind === 'adapter' ? this.parties('staker', node.stakers) : []),
              ...this.#madeOf(artefact),
            ],
    };
  }

  #madeOf(artefact: ArtefactNode): readonly BehindNode[] {
    const nodes: BehindNode[] = [];
    for (const one of madeOf(this.#lineage, artefact)) {
      if (this.#left <= 0) return [...nodes, leftOut];
      nodes.push(this.node(one));
    }
    return nodes;
  }

  parties(kind: 'developer' | 'contributor' | 'host' | 'staker', weights: Weights) {
    const parts = apportion(WHOLE_PPM, weights);
    return [...parts].map(([id, ppm]): BehindNode => {
      this.#left -= 1;
      const title = this.#lineage.parties[kind].get(id) ?? null;
      return {
        role: kind,
        name: safe`${id}`,
        about: [
          ...(title === null ? [] : [safe`${title}`]),
          ...(parts.size === 1 ? [] : [safe`${(ppm / 10_000).toFixed(1)} %`]),
        ],
        evidence: null,
        behind: [],
      };
    });
  }

  #evidenceOf(artefact: ArtefactNode): Evidence {
    const own = this.#facts.filter(
      ({ party, what }) => what === 'hash' && party === partyOf(artefact),
    );
    return own.length > 0 && own.every(({ result }) => result === 'same') ? 'checked' : 'declared';
  }
}
