import type { Completion } from '../completion.ts';
import { parseJson } from '../json.ts';
import type { SseEvent } from '../sse.ts';

/** One event of a streamed answer, whatever frames it came in. */
export interface StreamEvent extends SseEvent {
  /** The frame itself says that this is an error. */
  readonly isException?: boolean;
}

export type TakeEvent = (event: StreamEvent) => void;

/** Takes the bytes of a stream as they come and gives out its events. */
export interface StreamReader {
  /** An event was larger than the limit; nothing after it is read. */
  readonly isOverfull: boolean;
  /** What was wrong with the frames themselves. */
  readonly malformed?: string | undefined;
  feed(bytes: Uint8Array): void;
  /** No more bytes will come. */
  end(): void;
}

/** The document in an event; undefined where it says nothing, or was refused as malformed. */
export function documentIn(completion: Completion, event: StreamEvent): unknown {
  const { name, data, isCutOff } = event;
  // Keep-alives are events without data, or of a kind of their own.
  if (data.trim() === '' || name === 'ping') return undefined;
  const document = parseJson(data);
  if (document === undefined && !isCutOff) completion.refuse(data);
  return document;
}
