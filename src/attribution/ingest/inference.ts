import type { Inference, InferenceSource } from '../../events/types.ts';
import { limits } from '../../platform/limits.ts';
import type { Redactor } from '../../text/redact.ts';
import type { SafeText } from '../../text/safe-text.ts';
import { sanitise } from '../../text/sanitise.ts';
import { boundedId } from './attempt-key.ts';
import { type LinkOf, linksByName } from './links.ts';

/** What every reader of a source is given. */
export interface IngestContext {
  readonly redactor: Redactor;
  readonly linkOf: LinkOf;
  /** Keep answers, bounded. Prompts are never kept. */
  readonly keepOutput: boolean;
}

/** Characters of a name, an id: what the schema of events keeps of them. */
const NAME_CHARACTERS = 300;
/** Characters of an answer that are redacted before it is cut; more would only cost time. */
const OUTPUT_READ = limits.inferenceOutputCharacters * 2;

/** Raw text from outside where {@link Inference} has safe text, and only what the source knows. */
export type RawInference = Pick<Inference, 'startedAt' | 'durationMs' | 'outcome'> &
  Partial<
    Omit<Inference, 'consumer' | 'environment' | 'output' | 'citations' | 'source' | 'attempt'>
  > & {
    readonly source: InferenceSource;
    readonly attempt: string;
    readonly provider?: string | null;
    readonly consumer?: string | null;
    readonly environment?: string | null;
    readonly output?: string | null;
    readonly citations?: readonly string[];
  };

/** What a source tells of an attempt → an inference: unknown is null, all text is redacted and safe. */
export function inferenceOf(raw: RawInference, context: IngestContext): Inference {
  const clean = (text: string) => cleaned(text, context.redactor);
  const or = (text: string | null | undefined) => (text ? clean(text) : null);
  const model = clean(raw.model || raw.responseModel || 'unknown');
  const link = raw.link ?? linkAnyway(raw, context.linkOf);
  return {
    link: clean(link),
    model,
    responseModel: or(raw.responseModel),
    request: clean(boundedId(raw.request ?? raw.attempt)),
    attempt: clean(raw.attempt),
    source: raw.source,
    operation: clean(raw.operation ?? 'chat'),
    outcome: raw.outcome,
    used: raw.used ?? null,
    final: raw.final ?? true,
    error: or(raw.error),
    startedAt: raw.startedAt,
    durationMs: raw.durationMs,
    firstTokenMs: raw.firstTokenMs ?? null,
    promptTokens: raw.promptTokens ?? null,
    cacheReadTokens: raw.cacheReadTokens ?? null,
    cacheWriteTokens: raw.cacheWriteTokens ?? null,
    cacheWriteHourTokens: raw.cacheWriteHourTokens ?? null,
    completionTokens: raw.completionTokens ?? null,
    reasoningTokens: raw.reasoningTokens ?? null,
    billed: raw.billed ?? 'unknown',
    costNanos: raw.costNanos ?? null,
    currency: or(raw.currency),
    consumer: or(raw.consumer),
    environment: or(raw.environment),
    adapter: or(raw.adapter),
    path: (raw.path ?? []).map((hop) => ({ ...hop, link: clean(hop.link) })),
    citations: (raw.citations ?? []).map(clean),
    output: context.keepOutput && raw.output ? outputOf(raw.output, context.redactor) : null,
  };
}

/** An inference has a link: where the chain knows none, it is called what the source calls the place. */
function linkAnyway(raw: RawInference, linkOf: LinkOf): string {
  const provider = raw.provider ?? null;
  return linkOf({ provider, model: raw.model ?? null }) ?? linksByName({ provider }) ?? 'unknown';
}

function cleaned(text: string, redactor: Redactor): SafeText {
  return sanitise(redactor.redact(text.slice(0, 2 * NAME_CHARACTERS)), {
    maxCharacters: NAME_CHARACTERS,
  });
}

function outputOf(text: string, redactor: Redactor): SafeText {
  return sanitise(redactor.redact(text.slice(0, OUTPUT_READ)), {
    maxCharacters: limits.inferenceOutputCharacters,
    lines: true,
  });
}

/** Milliseconds since the epoch → an instant; null for what no calendar holds. */
export function instantOf(ms: number | null): string | null {
  if (ms === null || !Number.isFinite(ms) || Math.abs(ms) > 8.64e15) return null;
  return new Date(ms).toISOString();
}

/** Units of a currency → integer billionths; null for what no safe integer holds. */
export function nanosOf(units: number | null): number | null {
  if (units === null) return null;
  const nanos = Math.round(units * 1e9);
  return Number.isSafeInteger(nanos) ? nanos : null;
}
