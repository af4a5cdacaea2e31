import { seededRandom } from '../random.ts';
import { Continuations, type Places } from './continuations.ts';
import { boundary, documentAt, type LanguageData } from './language-data.ts';
import { endsSentence, spell, words } from './spelling.ts';

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
  readonly #continuations: Continuations;
  readonly #contextTokens: number;
  /** Of the token at each position; null: all count alike. */
  #weights: Uint8Array | null = null;
  /** What follows each single word, by where its places start: `the` has thousands of them. */
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
    this.#continuations = base ? base.#continuations : new Continuations(data, modelOrder);
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
    // Above temperature 0 a context with a single continuation is no choice: look at less. What follows a
    // longer end follows the shorter ones too, so the first that leaves no choice ends the search.
    let found = this.#continuations.placesOf([boundary], 1);
    const longest = Math.min(this.#contextTokens, context.length);
    for (let length = 1; length <= longest; length += 1) {
      const places = this.#continuations.placesOf(context, length);
      if (places.start === places.end) break;
      if (temperature > 0 && !this.#continuations.isChoice(places)) break;
      found = places;
    }
    return this.#followersAt(found);
  }

  #followersAt(places: Places): readonly Follower[] {
    // Of more words there are few places, which are listed as fast.
    if (places.words > 1) return this.#listed(places);
    const known = this.#remembered.get(places.start);
    if (known) return known;
    const listed = this.#listed(places);
    this.#remembered.set(places.start, listed);
    return listed;
  }

  #listed(places: Places): readonly Follower[] {
    const followers: { token: number; count: number; position: number }[] = [];
    let last: (typeof followers)[number] | undefined;
    for (let index = places.start; index < places.end; index += 1) {
      const position = this.#continuations.positionAt(index, places);
      const token = this.#data.tokens[position] ?? boundary;
      const weight = this.#weightAt(position);
      // The order holds equal continuations side by side.
      if (last?.token !== token) {
        last = { token, count: weight, position };
        followers.push(last);
      } else {
        last.count += weight;
        last.position = this.#source(last.position, position);
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
  const upTo = weighted(followers, temperature);
  const drawn = random() * (upTo.at(-1) ?? 0);
  let low = 0;
  let high = followers.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (drawn < (upTo[middle] as number)) high = middle;
    else low = middle + 1;
  }
  return followers[low];
}

/** Temperatures whose sums are kept for a list: callers have one each. */
const MOST_TEMPERATURES = 8;

/** Followers of a list whose sums are worth keeping: shorter ones are summed as fast. */
const FEW = 32;

/** Of long lists, which are those of single words and remembered, by temperature. */
const known = new WeakMap<readonly Follower[], Map<number, Float64Array>>();

/** Of each follower: the weights of all up to it together. */
function weighted(followers: readonly Follower[], temperature: number): Float64Array {
  if (followers.length < FEW) return summed(followers, temperature);
  const byTemperature = known.get(followers) ?? new Map<number, Float64Array>();
  const before = byTemperature.get(temperature);
  if (before) return before;
  const upTo = summed(followers, temperature);
  if (byTemperature.size >= MOST_TEMPERATURES) byTemperature.clear();
  known.set(followers, byTemperature.set(temperature, upTo));
  return upTo;
}

function summed(followers: readonly Follower[], temperature: number): Float64Array {
  const upTo = new Float64Array(followers.length);
  let sum = 0;
  for (const [index, { count }] of followers.entries()) {
    sum += count ** (1 / temperature);
    upTo[index] = sum;
  }
  return upTo;
}
