import type { z } from 'zod';
import type { AnswerPart } from './answer-part.ts';
import type { Vendor } from './dialect.ts';
import type { TenantExchange } from './tenant-exchange.ts';

/** The request as a fault sees it. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly vendor: Vendor;
  /** The model that the request names, or an empty text. */
  readonly model: string;
}

/** An answer that is given without asking the upstream. */
export interface Refusal {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly document: unknown;
}

/** What a fault that changes an answer may use. */
export interface AnswerContext {
  readonly asked: Asked;
  readonly isStream: boolean;
  /** Resolves after so many milliseconds; at once when the fault is removed or the client gone. */
  pause(ms: number): Promise<void>;
  /** Aborted when the fault is removed. */
  readonly removed: AbortSignal;
  /** Aborted when the client is gone. */
  readonly closed: AbortSignal;
  /** Ends the connection in the middle of the answer. */
  cut(): void;
  readonly tenants: TenantExchange;
}

/** One fault of a model API. It refuses the request, or changes the answer part by part. */
export interface LlmFault<Attributes> {
  readonly attributes: z.ZodType<Attributes>;
  /** Also for what asks no model, such as the list of models. */
  readonly everyRequest?: boolean;
  refuse?(attributes: Attributes, asked: Asked): Refusal;
  change?(
    parts: AsyncIterable<AnswerPart>,
    attributes: Attributes,
    context: AnswerContext,
  ): AsyncIterable<AnswerPart>;
  /** Changes the headers of the answer: names and values in turn. */
  headers?(raw: readonly string[]): readonly string[];
}

/** Keeps the type of the attributes while the registry forgets it. */
export function llmFault<Attributes>(fault: LlmFault<Attributes>): LlmFault<Attributes> {
  return fault;
}
