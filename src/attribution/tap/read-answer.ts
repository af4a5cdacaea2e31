import { SseReader } from '../../../probes/openai/sse.ts';
import { limits } from '../../platform/limits.ts';
import { parseJson, textOf, valueAt } from '../ingest/json.ts';
import { usageOfStream } from '../ingest/stream-usage.ts';
import type { ToldUsage } from '../ingest/usage.ts';
import { type Chunk, chunkOf, errorIn, isPlainPiece } from './chunk.ts';
import { FieldReader } from './fields.ts';

/** Bytes of one field of an answer that is read: usage has some hundred. */
const FIELD_BYTES = 65_536;
/** Bytes of the choices, read only where answers are kept. */
const CHOICES_BYTES = 1_048_576;

/** What an answer tells of itself, as far as it was read. */
export interface AnswerFacts {
  readonly responseId: string | null;
  readonly model: string | null;
  readonly usage: ToldUsage | null;
  /** Milliseconds of {@link AnswerReader.feed}'s clock; null where nothing of the answer came, or all at once. */
  readonly firstTokenAtMs: number | null;
  /** Events with content: about as many as tokens, in most servers exactly. */
  readonly pieces: number;
  /** The longest silence between two pieces, and all of them together, in milliseconds. */
  readonly longestGapMs: number;
  readonly streamedMs: number;
  /** It says that it ends, or is one whole document. */
  readonly isWhole: boolean;
  readonly error: string | null;
  /** Events that were no JSON. */
  readonly malformed: number;
  readonly output: string | null;
}

/** Reads one answer out of its bytes, unpacked. */
export interface AnswerReader {
  /** @param atMs when they arrived */
  feed(bytes: Buffer, atMs: number): void;
  /** No more will come. */
  end(): void;
  facts(): AnswerFacts;
}

export function answerReader(contentType: string, keepOutput: boolean): AnswerReader {
  return /^text\/event-stream\b/i.test(contentType)
    ? new StreamReader(keepOutput)
    : new DocumentReader(keepOutput);
}

/** An answer that comes piece by piece. */
class StreamReader implements AnswerReader {
  readonly #sse = new SseReader(({ data, isCutOff }) => this.#take(data, isCutOff));
  readonly #keepOutput: boolean;
  #atMs = 0;
  #id: string | null = null;
  #model: string | null = null;
  /** Where usage comes with every event it counts up: the first and the last tell all. */
  #firstUsage: unknown = null;
  #lastUsage: unknown = null;
  #firstMs: number | null = null;
  #lastMs = 0;
  #longestGapMs = 0;
  #pieces = 0;
  #isEnded = false;
  #error: string | null = null;
  #malformed = 0;
  #output = '';

  constructor(keepOutput: boolean) {
    this.#keepOutput = keepOutput;
  }

  feed(bytes: Buffer, atMs: number): void {
    this.#atMs = atMs;
    this.#sse.feed(bytes);
  }

  end(): void {
    this.#sse.end();
  }

  facts(): AnswerFacts {
    const told = [this.#firstUsage, this.#lastUsage].filter((chunk) => chunk !== null);
    return {
      responseId: this.#id,
      model: this.#model,
      usage: usageOfStream(told),
      firstTokenAtMs: this.#firstMs,
      pieces: this.#pieces,
      longestGapMs: this.#longestGapMs,
      streamedMs: this.#firstMs === null ? 0 : this.#lastMs - this.#firstMs,
      isWhole: this.#isEnded,
      error: this.#error,
      malformed: this.#malformed,
      output: this.#output === '' ? null : this.#output,
    };
  }

  #take(data: string, isCutOff: boolean): void {
    if (data.trim() === '[DONE]') {
      this.#isEnded = true;
      return;
    }
    if (data.trim() === '') return;
    const isKnown = this.#id !== null && this.#model !== null && !this.#keepOutput;
    if (isKnown && isPlainPiece(data)) {
      this.#addPiece('');
      return;
    }
    const document = parseJson(data);
    // Half a document at the end of a stream is no mistake of its writer's.
    if (document === undefined) this.#malformed += isCutOff ? 0 : 1;
    else this.#takeChunk(chunkOf(document), document);
  }

  #takeChunk(chunk: Chunk, document: unknown): void {
    this.#id ??= chunk.id;
    this.#model ??= chunk.model;
    this.#error ??= chunk.error;
    this.#isEnded ||= chunk.isEnd;
    if (chunk.hasUsage) {
      this.#firstUsage ??= document;
      this.#lastUsage = document;
    }
    if (chunk.hasContent) this.#addPiece(chunk.text);
  }

  #addPiece(text: string): void {
    if (this.#firstMs === null) this.#firstMs = this.#atMs;
    else this.#longestGapMs = Math.max(this.#longestGapMs, this.#atMs - this.#lastMs);
    this.#lastMs = this.#atMs;
    this.#pieces += 1;
    if (this.#keepOutput && this.#output.length < limits.inferenceOutputCharacters) {
      this.#output += text;
    }
  }
}

/** An answer that comes as one document, of which only a few fields are ever held. */
class DocumentReader implements AnswerReader {
  readonly #fields: FieldReader;
  readonly #keepOutput: boolean;

  constructor(keepOutput: boolean) {
    this.#keepOutput = keepOutput;
    const wanted = ['id', 'model', 'usage', 'error', ...(keepOutput ? ['choices'] : [])];
    this.#fields = new FieldReader(wanted, keepOutput ? CHOICES_BYTES : FIELD_BYTES);
  }

  feed(bytes: Buffer): void {
    this.#fields.feed(bytes);
  }

  end(): void {}

  facts(): AnswerFacts {
    const { found, isWhole } = this.#fields;
    const choice = valueAt(found.get('choices'), '0');
    return {
      responseId: textOf(found.get('id')),
      model: textOf(found.get('model')),
      usage: usageOfStream([{ usage: found.get('usage') }]),
      firstTokenAtMs: null,
      pieces: 0,
      longestGapMs: 0,
      streamedMs: 0,
      isWhole,
      error: errorIn({ error: found.get('error') }),
      malformed: 0,
      output: this.#keepOutput
        ? (textOf(valueAt(choice, 'message.content')) ?? textOf(valueAt(choice, 'text')))
        : null,
    };
  }
}
