import {
  type Attributes,
  type AttributeValue,
  type OtlpSpan,
  spanKind,
} from '../../../../src/attribution/ingest/otlp/span.ts';

/** Milliseconds since the epoch at which the traces of tests begin. */
export const beginMs = Date.UTC(2026, 10, 21, 12);

export interface SaidSpan {
  readonly id: string;
  readonly parent?: string;
  /** Milliseconds after {@link beginMs}. */
  readonly from?: number;
  readonly to?: number;
  readonly kind?: keyof typeof spanKind;
  readonly service?: string;
  readonly error?: string;
  readonly says?: Readonly<Record<string, AttributeValue>>;
  readonly resource?: Readonly<Record<string, AttributeValue>>;
}

export function idOf(word: string): string {
  return word === '' ? '' : Buffer.from(word.padEnd(8, '.')).toString('hex').slice(0, 16);
}

/** A span as its reader makes it, of the one trace of a test. */
export function span(said: SaidSpan): OtlpSpan {
  const { id, parent = '', from = 0, to = 1_000, kind = 'client', service = 'app' } = said;
  const { error, says = {}, resource = {} } = said;
  return {
    traceId: 'a'.repeat(32),
    spanId: idOf(id),
    parentSpanId: idOf(parent),
    name: id,
    kind: spanKind[kind],
    startMs: beginMs + from,
    endMs: beginMs + to,
    attributes: attributes(error === undefined ? says : { ...says, 'error.type': error }),
    events: [],
    statusCode: error === undefined ? 0 : 2,
    statusMessage: '',
    resource: attributes({ 'service.name': service, ...resource }),
  };
}

function attributes(says: Readonly<Record<string, AttributeValue>>): Attributes {
  return new Map(Object.entries(says));
}

/** A span that asks a model, in today's dialect. */
export function chat(said: SaidSpan): OtlpSpan {
  return span({
    ...said,
    says: {
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'openai',
      'gen_ai.request.model': 'gpt-x',
      'gen_ai.usage.input_tokens': 100,
      'gen_ai.usage.output_tokens': 10,
      ...said.says,
    },
  });
}
