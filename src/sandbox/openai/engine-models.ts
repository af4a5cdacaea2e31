import type { LanguageData } from '../language/language-data.ts';
import { LanguageModel, type Leaning } from '../language/language-model.ts';

/** `too-small`: another model was deployed; `damaged`: the weights in memory are not the stored ones. */
export type ModelCondition = 'right' | 'too-small' | 'damaged';

/** Words per n-gram of a model that is far too small: it looks at a single word. */
const SMALL_MODEL_ORDER = 2;
/** How far the words of a damaged vocabulary stand from where they belong. */
const DAMAGE_OFFSET = 4_001;

/** The models made from one set of data, each made when it is first asked for. */
export class EngineModels {
  #data: LanguageData | undefined;
  readonly #made = new Map<ModelCondition, LanguageModel>();
  readonly #adapted = new Map<Leaning, LanguageModel>();

  of(data: LanguageData, condition: ModelCondition): LanguageModel {
    if (this.#data !== data) {
      this.#made.clear();
      this.#adapted.clear();
    }
    this.#data = data;
    const made = this.#made.get(condition) ?? make(data, condition);
    this.#made.set(condition, made);
    return made;
  }

  /** The right model with an adapter on top. */
  adapted(data: LanguageData, adapter: Leaning): LanguageModel {
    const base = this.of(data, 'right');
    const made = this.#adapted.get(adapter) ?? base.adapted(adapter);
    this.#adapted.set(adapter, made);
    return made;
  }
}

function make(data: LanguageData, condition: ModelCondition): LanguageModel {
  if (condition === 'right') return new LanguageModel(data);
  if (condition === 'too-small') return new LanguageModel(data, SMALL_MODEL_ORDER);
  const [boundaryWord = '', ...words] = data.vocabulary;
  const moved = [...words.slice(DAMAGE_OFFSET), ...words.slice(0, DAMAGE_OFFSET)];
  return new LanguageModel({ ...data, vocabulary: [boundaryWord, ...moved] });
}
