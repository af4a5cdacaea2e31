import type { Inference } from '../../../events/types.ts';
import {
  type Posted,
  type Receiver,
  type ReceiverOptions,
  type Reply,
  startReceiver,
  type Taker,
  together,
} from '../http/receiver.ts';
import type { IngestContext } from '../inference.ts';
import { parseJson } from '../json.ts';
import { spansOfJson } from './read-json.ts';
import { spansOfProtobuf } from './read-protobuf.ts';
import { JSON_TYPE, PROTOBUF_TYPE, refused, taken } from './reply.ts';
import type { SpanBatch } from './span.ts';
import { Traces, type TracesOptions } from './traces.ts';

/** The port that OTLP over HTTP is sent to. */
export const OTLP_PORT = 4318;
/** Milliseconds between two looks at which traces have settled. */
const READ_EVERY_MS = 500;

export interface OtlpTakerOptions extends IngestContext, TracesOptions {
  /** Takes in inferences; senders wait until it resolves. */
  readonly onInferences: (inferences: readonly Inference[]) => Promise<void>;
  /** Milliseconds on a clock that only grows. */
  readonly now: () => number;
}

export interface OtlpReceiverOptions extends OtlpTakerOptions {
  /** Default 127.0.0.1: telemetry holds what people asked. */
  readonly host?: string;
  /** Default {@link OTLP_PORT}. */
  readonly port?: number;
}

export interface OtlpTaker extends Taker {
  /** To be called once nothing comes any more: tells what has come until then. @throws what `onInferences` threw */
  end(): Promise<void>;
}

const tracesPath = '/v1/traces';
/** Signals that exporters are set up to send along; they are answered, and not read. */
const unread = {
  '/v1/metrics': 'rejectedDataPoints',
  '/v1/logs': 'rejectedLogRecords',
} as const;

/**
 * Receives OTLP over HTTP: traces in JSON or protobuf, packed or not. Metrics and logs are answered
 * politely. Closing it tells what has come until then, and throws what `onInferences` threw.
 *
 * @throws WeaklinkError E_LISTEN
 */
export async function startOtlpReceiver(options: OtlpReceiverOptions): Promise<Receiver> {
  const { host = '127.0.0.1', port = OTLP_PORT } = options;
  return startBesideTraces({ host, port }, otlpTaker(options));
}

/** Takes traces and what else is sent to the same address. @throws WeaklinkError E_LISTEN */
export async function startBesideTraces(
  at: Pick<ReceiverOptions, 'host' | 'port'>,
  traces: OtlpTaker,
  ...others: readonly Taker[]
): Promise<Receiver> {
  try {
    const receiver = await startReceiver({ ...at, ...together(traces, ...others) });
    return { ...receiver, close: () => receiver.close().then(traces.end) };
  } catch (error) {
    await traces.end();
    throw error;
  }
}

/** Takes traces, and tells of those that have settled, until it is ended. */
export function otlpTaker(options: OtlpTakerOptions): OtlpTaker {
  const { now, onInferences } = options;
  const traces = new Traces(options, options);
  // One after the other, so that a slow reader is felt by all who send. A reader that failed stays so.
  let last = Promise.resolve();
  const hand = (inferences: readonly Inference[]): Promise<void> => {
    if (inferences.length > 0) last = last.then(() => onInferences(inferences));
    return last;
  };
  // What fails here is told to the next who sends, and at the end.
  const timer = setInterval(() => hand(traces.settled(now())).catch(() => {}), READ_EVERY_MS);
  return {
    serves: (path) => path === tracesPath || Object.hasOwn(unread, path),
    refuse: ({ contentType }, status, why) => refused(contentType, status, why),
    take: async (posted) => {
      const read = readPosted(posted);
      if ('reply' in read) return read.reply;
      try {
        await hand(traces.take(read.batch.spans, now()));
      } catch {
        return refused(posted.contentType, 503, 'what is sent cannot be kept any more');
      }
      return acknowledged(posted.contentType, read.batch);
    },
    end: async () => {
      clearInterval(timer);
      await hand(traces.flush());
    },
  };
}

type Read = { readonly reply: Reply } | { readonly batch: SpanBatch };

function readPosted({ path, contentType, body }: Posted): Read {
  if (contentType !== JSON_TYPE && contentType !== PROTOBUF_TYPE) {
    return { reply: refused(contentType, 415, `send ${JSON_TYPE} or ${PROTOBUF_TYPE}`) };
  }
  const name = Object.hasOwn(unread, path) ? unread[path as keyof typeof unread] : null;
  if (name !== null) {
    const said = 'weaklink reads traces; this is not kept';
    return { reply: taken(contentType, name, { rejected: 0, said }) };
  }
  const bytes = body.kind === 'read' ? body.bytes : Buffer.alloc(0);
  const batch =
    contentType === PROTOBUF_TYPE
      ? spansOfProtobuf(bytes)
      : spansOfJson(parseJson(bytes.toString('utf8')));
  if (batch !== null) return { batch };
  return { reply: refused(contentType, 400, 'this is no ExportTraceServiceRequest') };
}

function acknowledged(contentType: string, { rejected, why }: SpanBatch): Reply {
  const partly = rejected > 0 ? { rejected, said: why ?? 'spans that are none' } : null;
  return taken(contentType, 'rejectedSpans', partly);
}
