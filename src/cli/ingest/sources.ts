import {
  type LoadedMapping,
  readMappingFile,
} from '../../attribution/ingest/access-log/load-mapping.ts';
import { LogReader } from '../../attribution/ingest/access-log/log-reader.ts';
import type { ReadText } from '../../attribution/ingest/http/text-receiver.ts';
import type { IngestContext } from '../../attribution/ingest/inference.ts';
import { parseJson } from '../../attribution/ingest/json.ts';
import { entriesOf } from '../../attribution/ingest/litellm/entries.ts';
import { inferenceOfLiteLlm } from '../../attribution/ingest/litellm/payload.ts';
import { spansOfJson } from '../../attribution/ingest/otlp/read-json.ts';
import { spansOfProtobuf } from '../../attribution/ingest/otlp/read-protobuf.ts';
import type { SpanBatch } from '../../attribution/ingest/otlp/span.ts';
import { Traces } from '../../attribution/ingest/otlp/traces.ts';
import type { Inference } from '../../events/types.ts';
import { WeaklinkError } from '../../platform/errors.ts';

/** Reads the files of one source, one after the other. */
export interface SourceReader {
  /** A line where the source writes lines, else a whole file. Null: it cannot be read. */
  text(text: string): ReadText | null;
  /** A file that is no text. Null: it cannot be read. */
  bytes(bytes: Uint8Array): ReadText | null;
  /** What it held back until nothing more comes. */
  end(): readonly Inference[];
}

export const sourceNames = ['otlp', 'litellm', 'log'] as const;
export type SourceName = (typeof sourceNames)[number];

export interface SourceOptions {
  readonly context: IngestContext;
  /** Only for `log`. */
  readonly mapping: LoadedMapping | null;
}

export function readerOf(source: SourceName, { context, mapping }: SourceOptions): SourceReader {
  if (source === 'otlp') return otlpReader(context);
  if (source === 'litellm') return litellmReader(context);
  if (mapping === null) throw withoutMapping();
  return logReader(mapping, context);
}

/** @throws ChainFileError, WeaklinkError E_FILE, E_OPERAND */
export async function mappingOf(source: SourceName, path: unknown): Promise<LoadedMapping | null> {
  if (source !== 'log') {
    if (path === undefined) return null;
    throw new WeaklinkError({
      code: 'E_OPERAND',
      message: `--mapping is for logs; ${source} says itself what stands where`,
    });
  }
  if (typeof path !== 'string') throw withoutMapping();
  return readMappingFile(path);
}

function withoutMapping(): WeaklinkError {
  return new WeaklinkError({
    code: 'E_OPERAND',
    message: 'log: nothing says what stands where in its lines',
    hint: 'Write a mapping file and name it: --mapping mapping.yaml',
  });
}

/** Spans of one trace may stand in several files: they are read together at the end. */
function otlpReader(context: IngestContext): SourceReader {
  const traces = new Traces(context);
  const taken = (batch: SpanBatch | null): ReadText | null =>
    batch && { inferences: traces.take(batch.spans, 0), unread: batch.rejected };
  return {
    text: (text) => taken(spansOfJson(parseJson(text))),
    bytes: (bytes) => taken(spansOfProtobuf(bytes)),
    end: () => traces.flush(),
  };
}

function litellmReader(context: IngestContext): SourceReader {
  return { text: (text) => readLiteLlm(text, context), bytes: () => null, end: () => [] };
}

/** Null for a text of which nothing is JSON. */
export function readLiteLlm(text: string, context: IngestContext): ReadText | null {
  const { entries, unread } = entriesOf(text);
  if (entries.length === 0 && unread > 0) return null;
  const found = entries.map((entry) => inferenceOfLiteLlm(entry, context));
  const inferences = found.filter((one) => one !== null);
  return { inferences, unread: unread + found.length - inferences.length };
}

function logReader(mapping: LoadedMapping, context: IngestContext): SourceReader {
  const log = new LogReader(mapping, context);
  return {
    text: (line) => {
      const read = log.line(line);
      if (read.kind === 'unread') return null;
      return { inferences: read.kind === 'inference' ? [read.inference] : [], unread: 0 };
    },
    bytes: () => null,
    end: () => [],
  };
}
