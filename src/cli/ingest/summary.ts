import { AttemptBook, type AttemptNews } from '../../attribution/attempts/book.ts';
import type { Disputed } from '../../attribution/attempts/resolve.ts';
import type { Inference } from '../../events/types.ts';
import { sanitise } from '../../text/sanitise.ts';

/** Disputes that are listed; all are counted. */
const DISPUTES_LISTED = 100;

/** What came of one model, each attempt once. */
export interface ModelSummary {
  readonly model: string;
  readonly requests: number;
  readonly attempts: number;
  readonly failed: number;
  readonly aborted: number;
  /** Sums of what is known. */
  readonly promptTokens: number;
  readonly cacheReadTokens: number;
  readonly completionTokens: number;
  /** Attempts that were answered, or cut off, without anybody telling their usage. */
  readonly withoutUsage: number;
}

export interface IngestSummary {
  readonly tellings: number;
  readonly attempts: number;
  readonly models: readonly ModelSummary[];
  readonly disputed: number;
  readonly disputes: readonly (Disputed & { readonly attempt: string })[];
}

type Counts = { -readonly [K in keyof ModelSummary]: ModelSummary[K] };

/** Sums up what was read: tellings merged into attempts, attempts into models. */
export class Summing {
  readonly #models = new Map<string, Counts>();
  readonly #disputes: (Disputed & { readonly attempt: string })[] = [];
  readonly #book = new AttemptBook({ onForget: (news) => this.#add(news) });
  #tellings = 0;
  #disputed = 0;

  take(inference: Inference): void {
    this.#tellings += 1;
    this.#book.take(inference);
  }

  /** To be called once, at the end. */
  summary(): IngestSummary {
    const attempts = this.#book.size + this.#book.forgotten;
    for (const news of this.#book.all()) this.#add(news);
    const models = [...this.#models.values()].map((one) => ({
      ...one,
      requests: Math.round(one.requests),
    }));
    models.sort((a, b) => b.attempts - a.attempts || (a.model < b.model ? -1 : 1));
    return {
      tellings: this.#tellings,
      attempts,
      models,
      disputed: this.#disputed,
      disputes: this.#disputes,
    };
  }

  #add({ inference, attempts, disputes }: AttemptNews): void {
    const { model, outcome, promptTokens, cacheReadTokens, completionTokens } = inference;
    const counts = this.#models.get(model) ?? newCounts(model);
    this.#models.set(model, counts);
    // Each of n attempts is an n-th of its request.
    counts.requests += 1 / attempts;
    counts.attempts += 1;
    counts.failed += outcome === 'failed' ? 1 : 0;
    counts.aborted += outcome === 'aborted' ? 1 : 0;
    counts.promptTokens += promptTokens ?? 0;
    counts.cacheReadTokens += cacheReadTokens ?? 0;
    counts.completionTokens += completionTokens ?? 0;
    const isSilent = promptTokens === null || completionTokens === null;
    counts.withoutUsage += isSilent && outcome !== 'failed' ? 1 : 0;
    this.#disputed += disputes.length > 0 ? 1 : 0;
    for (const dispute of disputes) {
      if (this.#disputes.length >= DISPUTES_LISTED) break;
      this.#disputes.push({ attempt: inference.attempt, ...dispute });
    }
  }
}

function newCounts(model: string): Counts {
  return {
    model,
    requests: 0,
    attempts: 0,
    failed: 0,
    aborted: 0,
    promptTokens: 0,
    cacheReadTokens: 0,
    completionTokens: 0,
    withoutUsage: 0,
  };
}

const MODEL_COLUMNS = 20;
const columns = [
  ['requests', 'requests', 9],
  ['attempts', 'attempts', 9],
  ['failed', 'failed', 7],
  ['aborted', 'aborted', 8],
  ['prompt', 'promptTokens', 10],
  ['answer', 'completionTokens', 9],
  ['silent', 'withoutUsage', 7],
] as const satisfies readonly (readonly [string, keyof ModelSummary, number])[];

/** A table of 79 columns, and what a person should know beside it. */
export function summaryText({
  tellings,
  attempts,
  models,
  disputed,
  disputes,
}: IngestSummary): string {
  const head = `${'model'.padEnd(MODEL_COLUMNS)}${columns.map(([title, , width]) => title.padStart(width)).join('')}`;
  const rows = models.map(
    (one) =>
      sanitise(one.model, { maxCharacters: MODEL_COLUMNS - 1 }).padEnd(MODEL_COLUMNS) +
      columns.map(([, key, width]) => shortly(one[key], width - 1).padStart(width)).join(''),
  );
  const merged = tellings > attempts ? `${number(tellings)} tellings merged into ` : '';
  const lines = [...(models.length > 0 ? [head, ...rows, ''] : [])];
  lines.push(`${merged}${number(attempts)} ${attempts === 1 ? 'attempt' : 'attempts'}`);
  if (disputed > 0) {
    lines.push(`${number(disputed)} of which tellers differ, the greater count taken:`);
    lines.push(...disputes.slice(0, 10).map(disputeLine));
  }
  return `${lines.join('\n')}\n`;
}

function disputeLine({ attempt, field, values }: Disputed & { readonly attempt: string }): string {
  const told = values.map(({ source, value }) => `${source} ${value}`).join(', ');
  return `  ${sanitise(`${attempt} ${field}: ${told}`, { maxCharacters: 76 })}`;
}

/** A count that fits: 12,345 or 12.3M. */
function shortly(count: number, width: number): string {
  const text = number(count);
  if (text.length <= width) return text;
  return new Intl.NumberFormat('en-US', { notation: 'compact', maximumFractionDigits: 1 }).format(
    count,
  );
}

function number(count: number): string {
  return count.toLocaleString('en-US');
}
