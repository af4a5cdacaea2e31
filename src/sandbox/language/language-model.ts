import { seededRandom } from '../random.ts';
import { boundary, documentAt, type LanguageData } from './language-data.ts';
import { endsSentence, spell, words } from './spelling.ts';
import { suffixOrder } from './suffix-order.ts';

/** The model looks at up to four words and says the fifth. */
export const modelOrder = 5;

export interface GenerationOptions {
  readonly maxTokens: number;
  /** 0: always the commonest continuation. Above: the higher, the more even the choice. */
  readonly temperature: number;
  readonly seed: number;
}

/** One word of an answer. */
export interface Piece {
  /** With the space before it where one belongs. */
  readonly text: string;
  /** The first document in which these words follow each other. */
  readonly document: string;
}

/** What an adapter changes: what these documents say counts so many times as much. */
export interface Leaning {
  readonly documents: readonly string[];
  readonly times: number;
}

/** A possible next word: how often it follows, and where first. */
interface Follower {
  readonly token: number;
  /** Weighted, where an adapter leans. */
  readonly count: number;
  readonly position: number;
}

/**
 * An n-gram language model with back-off to shorter contexts, held as the text and the order of
 * its suffixes: every count and every source can be looked up, none is stored.
 */
export class LanguageModel {
  readonly #data: LanguageData;
  readonly #numbers: ReadonlyMap<string, number>;
  readonly #order: Uint32Array;
  readonly #contextTokens: number;
  /** Of the token at each position; null: all count alike. */
  #weights: Uint8Array | null = null;
  /** What follows each single word, at most one list for each of the vocabulary: `the` has thousands of places. */
  readonly #remembered = new Map<number, readonly Follower[]>();

  /**
   * @param order words per n-gram: one more than the context that it looks at
   * @param base of the same data, whose tables are shared
   */
  constructor(data: LanguageData, order: number = modelOrder, base?: LanguageModel) {
    this.#data = data;
    this.#numbers = base
      ? base.#numbers
      : new Map(data.vocabulary.map((word, number) => [word, number]));
    this.#order = base ? base.#order : suffixOrder(data.tokens, data.vocabulary.length, modelOrder);
    this.#contextTokens = order - 1;
  }

  /** The same model with an adapter on top: it shares all tables. */
  adapted({ documents, times }: Leaning): LanguageModel {
    const adapted = new LanguageModel(this.#data, this.#contextTokens + 1, this);
    adapted.#weights = new Uint8Array(this.#data.tokens.length).fill(1);
    for (const [index, { id, start }] of this.#data.documents.entries()) {
      const end = this.#data.documents[index + 1]?.start;
      if (documents.includes(id)) adapted.#weights.fill(times, start, end);
    }
    return adapted;
  }

  countTokens(text: string): number {
    return this.#words(text).length;
  }

  /** The answer to `prompt`, word by word; ends after a sentence or at `maxTokens`. */
  *generate(prompt: string, options: GenerationOptions): Generator<Piece, 'stop' | 'length'> {
    const random = seededRandom(options.seed);
    // An unknown word becomes -1: no context that holds it is found, so the model backs off.
    const context = this.#words(prompt).map((word) => this.#numbers.get(word) ?? -1);
    let previous: string | undefined;
    for (let spoken = 0; spoken < options.maxTokens; spoken += 1) {
      const follower = choose(this.#followers(context, options), options.temperature, random);
      if (follower === undefined || follower.token === boundary) return 'stop';
      const word = this.#data.vocabulary[follower.token] ?? '';
      yield { text: spell(previous, word), document: documentAt(this.#data, follower.position) };
      if (endsSentence(word)) return 'stop';
      previous = word;
      context.push(follower.token);
    }
    return 'length';
  }

  #words(text: string): readonly string[] {
    return words(text, (word) => this.#numbers.has(word));
  }

  /** What follows the longest known end of `context`; the start of a document where none is known. */
  #followers(context: readonly number[], { temperature }: GenerationOptions): readonly Follower[] {
    // Above temperature 0 a context with a single continuation is no choice: look at less.
    const choicesWanted = temperature > 0 ? 2 : 1;
    for (let length = Math.min(this.#contextTokens, context.length); length > 0; length -= 1) {
      const followers = this.#followersOf(context.slice(-length));
      if (followers.length >= choicesWanted) return followers;
    }
    return this.#followersOf([boundary]);
  }

  #followersOf(context: readonly number[]): readonly Follower[] {
    const [word, next] = context;
    // Of more words there are few places, which are found as fast.
    if (word === undefined || next !== undefined) return this.#lookUp(context);
    const known = this.#remembered.get(word);
    if (known) return known;
    const found = this.#lookUp(context);
    this.#remembered.set(word, found);
    return found;
  }

  #lookUp(context: readonly number[]): Follower[] {
    const end = this.#firstAfter(context, 1);
    const followers: Follower[] = [];
    for (let index = this.#firstAfter(context, 0); index < end; index += 1) {
      const position = (this.#order[index] ?? 0) + context.length;
      const token = this.#data.tokens[position] ?? boundary;
      const last = followers.at(-1);
      // The order holds equal continuations side by side.
      const weight = this.#weightAt(position);
      if (last?.token !== token) followers.push({ token, count: weight, position });
      else {
        const first = this.#source(last.position, position);
        followers.splice(-1, 1, { token, count: last.count + weight, position: first });
      }
    }
    return followers;
  }

  #weightAt(position: number): number {
    return this.#weights?.[position] ?? 1;
  }

  /** Which of two places a word is said to be from: the one that counts more, else the first. */
  #source(a: number, b: number): number {
    const more = this.#weightAt(a) - this.#weightAt(b);
    if (more !== 0) return more > 0 ? a : b;
    return Math.min(a, b);
  }

  /** The first index of the order whose suffix is not below `context` (0) or is above it (1). */
  #firstAfter(context: readonly number[], side: 0 | 1): number {
    let low = 0;
    let high = this.#order.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#compare(this.#order[middle] ?? 0, context) < side) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #compare(position: number, context: readonly number[]): number {
    for (const [offset, token] of context.entries()) {
      const difference = (this.#data.tokens[position + offset] ?? -1) - token;
      if (difference !== 0) return difference;
    }
    return 0;
  }
}

/** Ties go to the one that the text says first, so that an answer is the same everywhere. */
function choose(
  followers: readonly Follower[],
  temperature: number,
  random: () => number,
): Follower | undefined {
  if (temperature === 0) {
    return followers.toSorted((a, b) => b.count - a.count || a.position - b.position)[0];
  }
  const { weights, sum } = weighted(followers, temperature);
  let rest = random() * sum;
  return followers.find((_, index) => {
    rest -= weights[index] ?? 0;
    return rest < 0;
  });
}

interface Weighted {
  readonly temperature: number;
  readonly weights: Float64Array;
  readonly sum: number;
}

/** Of lists that are remembered, for the temperature that was asked for last. */
const known = new WeakMap<readonly Follower[], Weighted>();

function weighted(followers: readonly Follower[], temperature: number): Weighted {
  const before = known.get(followers);
  if (before?.temperature === temperature) return before;
  const weights = Float64Array.from(followers, ({ count }) => count ** (1 / temperature));
  const found = { temperature, weights, sum: weights.reduce((sum, weight) => sum + weight, 0) };
  known.set(followers, found);
  return found;
}
