import type { Fact } from '../../src/events/types.ts';
import { safe } from '../../src/text/sanitise.ts';
import type { Finding } from '../probe.ts';
import { couldNotLook } from '../system/give-up.ts';
import { LookMemory } from '../system/memory.ts';
import type { Asked } from './ask.ts';
import type { Canary, OpenaiOptions } from './options.ts';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
/** Billionths of a unit of money in one, so that sums are exact. */
const NANO = 1_000_000_000;
const TOKENS_OF_A_PRICE = 1_000_000;
/** A token has more characters than that in any script but the rarest. */
const CHARACTERS_PER_TOKEN = 2;
/** What a chat template adds to a short prompt, at most. */
const TEMPLATE_TOKENS = 64;

interface Spent {
  readonly tokens: number;
  readonly nano: number;
}
const nothing: Spent = { tokens: 0, nano: 0 };

/** By minute; an hour has sixty and the one that has begun. */
type Minutes = ReadonlyMap<number, Spent>;

const spending = new LookMemory<Minutes>();
const promptTokens = new LookMemory<number>();

/** What canaries of one budget have spent within the last hour. */
export class CanaryBudget {
  readonly #options: OpenaiOptions;
  readonly #canary: Canary;
  readonly #name: string;
  readonly #target: string;

  constructor(options: OpenaiOptions, canary: Canary) {
    const { url, model = '', budget } = options;
    this.#options = options;
    this.#canary = canary;
    this.#target = `${url} ${model}`;
    this.#name = budget.name ?? this.#target;
  }

  /** The finding of a look that may not be made, since it could cost more than is left; undefined where it may. */
  refusal(nowMs: number): Finding | undefined {
    const { tokensPerHour, moneyPerHour } = this.#options.budget;
    const spent = this.#spent(nowMs);
    const next = this.#worst();
    const facts = this.facts(nowMs);
    if (spent.tokens + next.tokens > tokensPerHour) {
      const words = safe`${spent.tokens} of ${tokensPerHour} tokens are spent this hour, and this look may need ${next.tokens}`;
      return { ...couldNotLook('self.budget', safe`no tokens are left this hour`, [words]), facts };
    }
    if (moneyPerHour === undefined || (spent.nano + next.nano) / NANO <= moneyPerHour) {
      return undefined;
    }
    const words = safe`${money(spent.nano)} of ${moneyPerHour} are spent this hour, and this look may cost ${money(next.nano)}`;
    return { ...couldNotLook('self.budget', safe`no money is left this hour`, [words]), facts };
  }

  /** Counts what a look has cost: what the answer says, else the most that it can have been. */
  charge({ result, completion }: Asked, nowMs: number): void {
    const refused = result.kind === 'response' && result.status !== 200;
    const unsent = result.kind === 'failure' && result.phases.send === undefined;
    if (refused || unsent) return;
    const { usage } = completion;
    if (usage?.promptTokens !== undefined) promptTokens.keep(this.#target, usage.promptTokens);
    const worst = this.#worst();
    const input = usage?.promptTokens ?? worst.input;
    this.#add(this.#priced(input, usage?.completionTokens ?? worst.output), nowMs);
  }

  /** Tokens and money of the last hour. */
  facts(nowMs: number): Readonly<Record<string, Fact>> {
    const { tokens, nano } = this.#spent(nowMs);
    const hasPrice = this.#options.budget.price !== undefined;
    return {
      'canary.tokens_this_hour': tokens,
      ...(hasPrice ? { 'canary.money_this_hour': Number(money(nano)) } : {}),
    };
  }

  #spent(nowMs: number): Spent {
    const oldest = Math.floor((nowMs - HOUR_MS) / MINUTE_MS);
    let { tokens, nano } = nothing;
    for (const [minute, spent] of spending.recall(this.#name) ?? []) {
      if (minute <= oldest) continue;
      tokens += spent.tokens;
      nano += spent.nano;
    }
    return { tokens, nano };
  }

  #add(one: Spent, nowMs: number): void {
    const minute = Math.floor(nowMs / MINUTE_MS);
    const oldest = Math.floor((nowMs - HOUR_MS) / MINUTE_MS);
    const before = [...(spending.recall(this.#name) ?? [])].filter(([at]) => at > oldest);
    const minutes = new Map(before);
    const now = minutes.get(minute) ?? nothing;
    minutes.set(minute, { tokens: now.tokens + one.tokens, nano: now.nano + one.nano });
    spending.keep(this.#name, minutes);
  }

  #worst(): Spent & { readonly input: number; readonly output: number } {
    const { prompt, maxTokens } = this.#canary;
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

/** Six decimal places: a canary costs some millionths. */
function money(nano: number): string {
  return String(Math.round(nano / 1_000) / 1_000_000);
}
