import { SpendingBook } from '../../src/events/spending/book.ts';
import type { Spending, SpendingLimit, Spent } from '../../src/events/spending/types.ts';
import type { Fact } from '../../src/events/types.ts';
import { safe } from '../../src/text/sanitise.ts';
import { digestOf } from '../data/digest.ts';
import type { Finding, LookContext } from '../probe.ts';
import { couldNotLook } from '../system/give-up.ts';
import { LookMemory } from '../system/memory.ts';
import type { Asked } from './ask.ts';
import type { Canary, OpenaiOptions } from './options.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
/** Billionths of a unit of money in one, so that sums are exact. */
const NANO = 1_000_000_000;
const TOKENS_OF_A_PRICE = 1_000_000;
/** A token has more characters than that in any script but the rarest. */
const CHARACTERS_PER_TOKEN = 2;
/** What a chat template adds to a short prompt, at most. */
const TEMPLATE_TOKENS = 64;

const nothing: Spent = { tokens: 0, nano: 0 };

/** Of looks that nobody gave a book: those of this process. */
const ofThisProcess = new SpendingBook({ directory: null });
const promptTokens = new LookMemory<number>();

/** What canaries of one budget have spent within the last hour and the last day. */
export class CanaryBudget {
  readonly #options: OpenaiOptions;
  readonly #question: Canary;
  readonly #context: LookContext;
  readonly #spending: Spending;
  /** A digest: an address may be long, and is nobody's who reads the book. */
  readonly #name: string;
  readonly #target: string;
  #reserved: number | undefined;

  /** @param question the canary as it is asked, its padding written out */
  constructor(options: OpenaiOptions, question: Canary, context: LookContext) {
    const { url, model = '', budget } = options;
    this.#options = options;
    this.#question = question;
    this.#context = context;
    this.#spending = context.spending ?? ofThisProcess;
    this.#target = `${url} ${model}`;
    this.#name = digestOf(budget.name ?? this.#target);
  }

  /**
   * Sets aside the most that a look may cost. The finding of one that may not be made, since it could cost
   * more than is left; undefined where it may.
   */
  refusal(): Finding | undefined {
    const next = this.#worst();
    const nowMs = this.#context.clock.now();
    const reservation = this.#spending.reserve(this.#name, next, this.#limits(), nowMs);
    if (reservation.kind === 'reserved') {
      this.#reserved = reservation.id;
      return undefined;
    }
    const facts = this.facts();
    if (reservation.kind === 'unknown') {
      const evidence = [safe`${reservation.words}`];
      return { ...couldNotLook('self.budget', safe`what was spent is not known`, evidence), facts };
    }
    const { limit, spent } = reservation;
    const time = limit.withinMs === HOUR_MS ? 'this hour' : 'this day';
    const words =
      limit.of === 'tokens'
        ? safe`${spent.tokens} of ${limit.most} tokens are spent ${time}, and this look may need ${next.tokens}`
        : safe`${money(spent.nano)} of ${limit.most / NANO} are spent ${time}, and this look may cost ${money(next.nano)}`;
    const what =
      limit.of === 'tokens' ? safe`no tokens are left ${time}` : safe`no money is left ${time}`;
    return { ...couldNotLook('self.budget', what, [words]), facts };
  }

  /** Counts what a look has cost: what the answer says, else the most that it can have been. */
  charge({ result, completion }: Asked): void {
    const refused = result.kind === 'response' && result.status !== 200;
    const unsent = result.kind === 'failure' && result.phases.send === undefined;
    const { usage } = completion;
    const isFree = refused || unsent;
    if (!isFree && usage?.promptTokens !== undefined) {
      promptTokens.keep(this.#target, usage.promptTokens);
    }
    const worst = this.#worst();
    const input = usage?.promptTokens ?? worst.input;
    const cost = this.#priced(input, usage?.completionTokens ?? worst.output);
    if (this.#reserved !== undefined)
      this.#spending.settle(this.#reserved, isFree ? nothing : cost);
  }

  /** Tokens and money of the last hour. */
  facts(): Readonly<Record<string, Fact>> {
    const spent = this.#spending.spent(this.#name, HOUR_MS, this.#context.clock.now());
    if (!spent) return {};
    const hasPrice = this.#options.budget.price !== undefined;
    return {
      'canary.tokens_this_hour': spent.tokens,
      ...(hasPrice ? { 'canary.money_this_hour': Number(money(spent.nano)) } : {}),
    };
  }

  #limits(): readonly SpendingLimit[] {
    const { tokensPerHour, tokensPerDay, moneyPerHour, moneyPerDay } = this.#options.budget;
    return [
      ...limit('tokens', HOUR_MS, tokensPerHour),
      ...limit('nano', HOUR_MS, moneyPerHour),
      ...limit('tokens', DAY_MS, tokensPerDay),
      ...limit('nano', DAY_MS, moneyPerDay),
    ];
  }

  #worst(): Spent & { readonly input: number; readonly output: number } {
    const { prompt, maxTokens } = this.#question;
    const guess = Math.ceil(prompt.length / CHARACTERS_PER_TOKEN) + TEMPLATE_TOKENS;
    const input = promptTokens.recall(this.#target) ?? guess;
    const stated = Object.entries(this.#options.parameters).flatMap(([name, value]) =>
      /max.*tokens/i.test(name) && typeof value === 'number' ? [value] : [],
    );
    const output = Math.max(maxTokens, ...stated);
    return { ...this.#priced(input, output), input, output };
  }

  #priced(input: number, output: number): Spent {
    const { price } = this.#options.budget;
    const per = (tokens: number, perMillion: number) =>
      Math.round((tokens * perMillion * NANO) / TOKENS_OF_A_PRICE);
    const nano = price ? per(input, price.input) + per(output, price.output) : 0;
    return { tokens: input + output, nano };
  }
}

function limit(
  of: SpendingLimit['of'],
  withinMs: number,
  most: number | undefined,
): readonly SpendingLimit[] {
  if (most === undefined) return [];
  return [{ withinMs, of, most: of === 'nano' ? Math.round(most * NANO) : most }];
}

/** Six decimal places: a canary costs some millionths. */
function money(nano: number): string {
  return String(Math.round(nano / 1_000) / 1_000_000);
}
