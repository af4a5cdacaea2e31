import protobuf from 'protobufjs/minimal.js';
import type { Reply } from '../http/receiver.ts';

export const JSON_TYPE = 'application/json';
export const PROTOBUF_TYPE = 'application/x-protobuf';

/** Codes of gRPC that OTLP's errors carry. */
const grpcCodes: Readonly<Record<number, number>> = {
  400: 3,
  403: 7,
  404: 5,
  405: 12,
  413: 8,
  415: 3,
  429: 14,
  503: 14,
};
const INTERNAL = 13;

/** What was rejected of a request that is otherwise taken; `said` alone is a warning. */
export interface Partly {
  readonly rejected: number;
  readonly said: string;
}

/** Which member of `partialSuccess` counts what was rejected. */
export type RejectedName = 'rejectedSpans' | 'rejectedDataPoints' | 'rejectedLogRecords';

/**
 * Export…ServiceResponse, in the language of the request. Its form is the same for traces, metrics and
 * logs but for one name, which protobuf does not write.
 */
export function taken(contentType: string, name: RejectedName, partly: Partly | null): Reply {
  if (contentType !== PROTOBUF_TYPE) {
    const partial = partly && {
      // 64-bit numbers are text in OTLP's JSON.
      ...(partly.rejected > 0 ? { [name]: String(partly.rejected) } : {}),
      errorMessage: partly.said,
    };
    const body = JSON.stringify(partial ? { partialSuccess: partial } : {});
    return { status: 200, contentType: JSON_TYPE, body };
  }
  const writer = protobuf.Writer.create();
  if (partly) {
    writer.uint32(tag(1)).fork();
    if (partly.rejected > 0) writer.uint32(tag(1, 0)).int64(partly.rejected);
    writer.uint32(tag(2)).string(partly.said).ldelim();
  }
  return { status: 200, contentType: PROTOBUF_TYPE, body: writer.finish() };
}

/** An error as OTLP wants it: google.rpc.Status, in the language of the request. */
export function refused(contentType: string, status: number, why: string): Reply {
  const code = grpcCodes[status] ?? INTERNAL;
  if (contentType !== PROTOBUF_TYPE) {
    return { status, contentType: JSON_TYPE, body: JSON.stringify({ code, message: why }) };
  }
  const body = protobuf.Writer.create()
    .uint32(tag(1, 0))
    .int32(code)
    .uint32(tag(2))
    .string(why)
    .finish();
  return { status, contentType: PROTOBUF_TYPE, body };
}

/** Number of a field and how it is written; 2: with its length. */
function tag(field: number, wireType = 2): number {
  return (field << 3) | wireType;
}
