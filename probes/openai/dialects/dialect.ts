import type { IncomingHttpHeaders } from 'node:http';
import type { ApiError } from '../api-error.ts';
import type { Completion } from '../completion.ts';
import type { Fields } from '../json.ts';
import type { ListedModel } from '../listed-models.ts';
import type { Canary, OpenaiOptions } from '../options.ts';
import type { Told } from '../refusal.ts';
import type { StreamEvent, StreamReader, TakeEvent } from './stream.ts';

/** How one family of model APIs is asked, and how its answers read. */
export interface Dialect {
  /** Where the question goes. */
  questionUrl(options: OpenaiOptions): URL;
  /** The question as a JSON document; the same every time, so that the answer is. */
  question(options: OpenaiOptions, canary: Canary): Fields;
  /** Where the list of models is, which costs no tokens. */
  listUrl(options: OpenaiOptions): URL;
  /** The header of the key, stated as a reference: `['x-api-key', 'env:API_KEY']`. */
  keyHeader(reference: string): readonly [name: string, value: string];
  /** Headers that every request has. */
  readonly headers: Readonly<Record<string, string>>;
  /** The media type of a streamed answer. */
  readonly streamType: string;
  reader(take: TakeEvent): StreamReader;
  /** What the last event of a whole answer is called, for people. */
  readonly lastEvent: string;
  /** Takes one event of a stream into the answer. @param atMs milliseconds since the look began */
  takeEvent(completion: Completion, event: StreamEvent, atMs: number): void;
  /** Takes an answer that came in one piece. */
  takeDocument(completion: Completion, document: unknown, atMs: number): void;
  /** Answers name the model under the name by which it was asked for. */
  readonly namesModel: boolean;
  /** The models of a list; undefined where the document is none. */
  modelsIn(document: unknown): readonly ListedModel[] | undefined;
  /** What the list calls a model that is asked for so; undefined where it does not tell. */
  listedAs(model: string): string | undefined;
  errorOf(document: unknown, headers: IncomingHttpHeaders): ApiError | undefined;
  /** What its own codes and words mean, most exact first; what none says, the rules for all do. */
  readonly told: readonly Told[];
}
