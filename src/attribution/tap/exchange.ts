import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { Inference } from '../../events/types.ts';
import { attemptKey } from '../ingest/attempt-key.ts';
import { type IngestContext, inferenceOf } from '../ingest/inference.ts';
import { textOf } from '../ingest/json.ts';
import { billedOf } from '../ingest/outcome.ts';
import { noUsage, usageOf } from '../ingest/usage.ts';
import { BesideReader, type ReadingQueue } from './beside.ts';
import { FieldReader } from './fields.ts';
import { type AnswerFacts, type AnswerReader, answerReader } from './read-answer.ts';
import { requestKey } from './request-key.ts';

/** Bytes of a field of a request: a model's name. */
const FIELD_BYTES = 1_024;

/** What is the same for everything that passes one tap. */
export interface TapContext extends IngestContext {
  /** The API behind: `api.example.com:8443`. */
  readonly address: string;
  readonly provider: string;
  /** The header that says who asks; null where none does. */
  readonly consumerHeader: string | null;
  readonly environment: string | null;
}

export interface Asked {
  readonly operation: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** When its head came: since the epoch, and on a clock that only grows. */
  readonly startedMs: number;
  readonly startMs: number;
}

/** How it ended on the wire. */
export type Ending =
  | { readonly kind: 'answered' }
  /** The answer broke off. */
  | { readonly kind: 'cut' }
  | { readonly kind: 'client gone' }
  | { readonly kind: 'tap stopped' }
  /** No answer came; the code of the system: `ECONNREFUSED`. */
  | { readonly kind: 'unreachable'; readonly code: string };

/** An inference, and what it has no place for. */
export interface Measured {
  readonly inference: Inference;
  readonly status: number | null;
  /** Pieces of the answer as they came: what a count of tokens can be guessed by, and never is billed. */
  readonly pieces: number;
  /** Mean and longest time between two pieces, in milliseconds; null where there were none. */
  readonly betweenMs: number | null;
  readonly longestGapMs: number | null;
  /** False where reading was given up: what it says of tokens and ending is not known. */
  readonly isRead: boolean;
  readonly malformed: number;
}

/** One request and its answer, measured as they pass. */
export class Exchange {
  readonly #asked: Asked;
  readonly #context: TapContext;
  readonly #queue: ReadingQueue;
  readonly #fields = new FieldReader(['model', 'stream'], FIELD_BYTES);
  readonly #request: BesideReader;
  #requestBytes = 0;
  #status: number | null = null;
  #contentType = '';
  #reader: AnswerReader | null = null;
  #answer: BesideReader | null = null;
  #lastMs: number;

  constructor(asked: Asked, queue: ReadingQueue, context: TapContext) {
    this.#asked = asked;
    this.#context = context;
    this.#queue = queue;
    this.#lastMs = asked.startMs;
    const encoding = asked.headers['content-encoding'];
    this.#request = new BesideReader(queue, this.#fields, encoding);
  }

  requestBytes(bytes: Buffer, atMs: number): void {
    this.#requestBytes += bytes.length;
    this.#request.offer(bytes, atMs);
  }

  answerHead(status: number, headers: IncomingHttpHeaders, atMs: number): void {
    this.#status = status;
    this.#lastMs = atMs;
    this.#contentType = headers['content-type'] ?? '';
    this.#reader = answerReader(this.#contentType, this.#context.keepOutput);
    this.#answer = new BesideReader(this.#queue, this.#reader, headers['content-encoding']);
  }

  answerBytes(bytes: Buffer, atMs: number): void {
    this.#lastMs = atMs;
    this.#answer?.offer(bytes, atMs);
  }

  /** Resolves with what was measured when all that passed is read. Called once. */
  async end(ending: Ending, atMs: number): Promise<Measured> {
    if (ending.kind !== 'answered') this.#lastMs = atMs;
    await Promise.all([this.#request.finish(), this.#answer?.finish()]);
    this.#reader?.end();
    const facts = this.#reader?.facts() ?? null;
    const isRead = this.#answer !== null && !this.#answer.gaveUp;
    return {
      inference: this.#inference(ending, isRead ? facts : null, facts),
      status: this.#status,
      pieces: facts?.pieces ?? 0,
      betweenMs: facts && facts.pieces > 1 ? facts.streamedMs / (facts.pieces - 1) : null,
      longestGapMs: facts && facts.pieces > 1 ? facts.longestGapMs : null,
      isRead,
      malformed: facts?.malformed ?? 0,
    };
  }

  /** @param facts null where part of the answer was not read @param seen of it, what was */
  #inference(ending: Ending, facts: AnswerFacts | null, seen: AnswerFacts | null): Inference {
    const { headers, operation, path, startMs, startedMs } = this.#asked;
    const { address, provider, linkOf, environment, consumerHeader } = this.#context;
    const model = textOf(this.#fields.found.get('model')) ?? seen?.model ?? 'unknown';
    const { outcome, error } = this.#outcome(ending, facts);
    const usage = usageOf(facts?.usage ?? noUsage);
    const link = linkOf({ address, provider, model }) ?? address;
    const firstTokenMs =
      seen?.firstTokenAtMs == null ? null : Math.max(0, seen.firstTokenAtMs - startMs);
    const durationMs = Math.max(0, this.#lastMs - startMs);
    const attempt =
      attemptKey({ provider, responseId: seen?.responseId ?? null, requestId: randomUUID() }) ??
      randomUUID();
    const consumer = consumerHeader === null ? null : headers[consumerHeader];
    return inferenceOf(
      {
        source: 'tap',
        link,
        provider,
        model,
        responseModel: seen?.model ?? null,
        request: requestKey(headers, path, this.#requestBytes) ?? attempt,
        attempt,
        operation,
        outcome,
        error,
        startedAt: new Date(startedMs).toISOString(),
        durationMs,
        firstTokenMs,
        ...usage,
        billed: this.#billed(ending, outcome, error, usage.completionTokens),
        consumer: typeof consumer === 'string' ? consumer : null,
        environment,
        path: [{ link, ms: durationMs, firstTokenMs }],
        output: seen?.output ?? null,
      },
      this.#context,
    );
  }

  #outcome(
    ending: Ending,
    facts: AnswerFacts | null,
  ): { readonly outcome: Inference['outcome']; readonly error: string | null } {
    if (ending.kind === 'client gone') return { outcome: 'aborted', error: 'client closed' };
    if (ending.kind === 'tap stopped') return { outcome: 'aborted', error: 'tap stopped' };
    if (ending.kind === 'unreachable') return { outcome: 'failed', error: ending.code };
    const status = this.#status ?? 0;
    if (status >= 400) return { outcome: 'failed', error: String(status) };
    if (ending.kind === 'cut') return { outcome: 'failed', error: 'truncated' };
    if (facts === null) return { outcome: 'ok', error: null };
    if (facts.error !== null) return { outcome: 'failed', error: facts.error };
    if (facts.isWhole || !/json|event-stream/i.test(this.#contentType)) {
      return { outcome: 'ok', error: null };
    }
    // It ended in order, and never said that it was complete.
    return { outcome: 'failed', error: 'truncated' };
  }

  #billed(
    ending: Ending,
    outcome: Inference['outcome'],
    error: string | null,
    tokens: number | null,
  ): Inference['billed'] {
    if (ending.kind === 'unreachable' && neverReached.has(ending.code)) return 'no';
    return billedOf(outcome, error, tokens);
  }
}

/** Codes of connections that were never made. */
const neverReached: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);
