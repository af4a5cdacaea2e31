import type { z } from 'zod';

/** One piece of data on its way. */
export interface Part {
  readonly bytes: Buffer;
  /** When it reached the proxy, on the monotonic clock in milliseconds. */
  readonly cameAt: number;
}

/** Hands a part to the toxics behind, and at last to the receiver. */
export type Next = (part: Part) => Promise<void>;

/** One direction of one connection, as one toxic in force sees it. */
export interface Way {
  /** Aborted when the toxic is removed. */
  readonly removed: AbortSignal;
  /** Aborted when the connection is over. */
  readonly closed: AbortSignal;
  /** Aborted when both sides have said that they are done. */
  readonly bothEnded: AbortSignal;
  /** Bytes that this toxic has let pass here; it keeps the count itself. */
  passedBytes: number;
  /** Resolves after so many milliseconds; at once when the toxic or the connection has ended. */
  pause(ms: number): Promise<void>;
  /** Ends the connection in order, both ways. */
  close(): void;
  /** Ends it with an RST, both ways. */
  reset(): void;
  /** Data was dropped: a connection with a hole in it is closed when the toxic ends. */
  lose(): void;
}

/** What one type of toxic does. Attributes have Toxiproxy's names and units. */
export interface Behaviour<Attributes> {
  readonly attributes: z.ZodType<Attributes>;
  /** When the connection opens, or when the toxic comes to an open one. */
  start?(attributes: Attributes, way: Way): void;
  pass?(part: Part, attributes: Attributes, way: Way, next: Next): Promise<void>;
  /** Before the end of the stream is passed on. */
  end?(attributes: Attributes, way: Way): Promise<void>;
}

/** Keeps the type of the attributes while the registry forgets it. */
export function behaviour<Attributes>(one: Behaviour<Attributes>): Behaviour<Attributes> {
  return one;
}
