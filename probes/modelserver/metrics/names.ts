/** What the judgement knows by a name of its own, whichever server tells it. */
export const quantities = [
  'running',
  'waiting',
  /** Share of the KV cache in use, 0…1; of several engines the fullest. */
  'kv_used',
  'preemptions',
  'prompt_tokens',
  'output_tokens',
  /** Steps of the engine: what grows as long as it computes at all. */
  'steps',
  'requests',
  'errors',
  /** Requests whose numbers came out as none (NaN): what they answer is noise. */
  'corrupted',
  /** Tokens of prompts that were looked up in the cache of prefixes, and those found there. */
  'prefix_queries',
  'prefix_hits',
  /** Histograms, in seconds. */
  'first_token',
  'token_gap',
  /** 1 while the engine sleeps. */
  'asleep',
  /** Of deployments behind a gateway: 0 well, 1 partly failing, 2 failing. */
  'deployment_state',
  'cooldowns',
] as const;
export type Quantity = (typeof quantities)[number];

/** How the samples of several engines, ranks or models become one figure. */
export type Folding = 'sum' | 'max' | 'histogram';

const foldings: Readonly<Partial<Record<Quantity, Folding>>> = {
  kv_used: 'max',
  asleep: 'max',
  deployment_state: 'max',
  first_token: 'histogram',
  token_gap: 'histogram',
};

export const foldingOf = (quantity: Quantity): Folding => foldings[quantity] ?? 'sum';

/** One name of a quantity. */
export interface MetricName {
  readonly name: string;
  /** Versions that have it, as their changelogs and real pages tell; for people. */
  readonly versions?: string;
  /** What a value is multiplied by to come in the unit used here. */
  readonly factor?: number;
  /** Only samples with this label count: a counter of all reasons counts errors by one of them. */
  readonly where?: Readonly<Record<string, RegExp>>;
  /** Of a histogram, the part that counts. */
  readonly part?: 'sum' | 'count';
}

/** The names of one server's metrics. */
export interface MetricNames {
  /** Everything of this server begins so; the rest of its page is its runtime's. */
  readonly prefix: RegExp;
  /**
   * The current name first, then those of other versions: aliases. Of one quantity only the first
   * name on the page counts, so that a version that has both for a while is not counted twice;
   * `{ all: … }` where each is a part of it.
   */
  readonly named: Readonly<
    Partial<Record<Quantity, readonly MetricName[] | { readonly all: readonly MetricName[] }>>
  >;
  /** Names that say nothing to the judgement and are no news either. */
  readonly alsoKnown: readonly string[];
}

/** Metrics of Python, Go, the HTTP layer or the Ray cluster below, on the page of any server. */
export const runtimePrefix = /^(?:python|process|go|promhttp|http|ray)_|^target_info$/;

/**
 * `x_bucket`, `x_sum`, `x_count` and `x_created` are parts of `x`; a counter `x_total` is itself.
 *
 * @param declared the type of each family that the page declares
 */
export function familyOf(metric: string, declared: ReadonlyMap<string, string | null>): string {
  const match = /^(.+)_(bucket|sum|count|created)$/.exec(metric);
  const [, stem, part] = match ?? [];
  if (stem === undefined) return metric;
  if (part === 'created') return declared.has(`${stem}_total`) ? `${stem}_total` : stem;
  return /histogram|summary/.test(declared.get(stem) ?? '') ? stem : metric;
}

/**
 * Ray hands on the metrics of what it serves under names of its own: `ray_vllm:…`, and from
 * version 2.50 on without colons. Newer SGLang writes `sglang_…`, as OpenMetrics asks for.
 */
export function plainName(metric: string): string {
  return metric.replace(/^ray_(?=(?:vllm|sglang)[:_])/, '').replace(/^(vllm|sglang)_/, '$1:');
}
