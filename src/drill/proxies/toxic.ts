import type { z } from 'zod';

/** `upstream`: from the client to the server; `downstream`: what the server says. */
export type Stream = 'upstream' | 'downstream';

/** Something that a proxy does wrong, in the shape of Toxiproxy's API. */
export interface Toxic {
  readonly name: string;
  readonly type: string;
  readonly stream: Stream;
  /** 0…1: of the connections, or of the requests. */
  readonly toxicity: number;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** A toxic in force. An update makes a new one and removes the old one. */
export interface LiveToxic extends Toxic {
  /** Aborted once it is no longer in force. */
  readonly removed: AbortSignal;
}

/** What a kind of proxy can do wrong: by type, the shape of the attributes. */
export type ToxicTypes = Readonly<Record<string, { readonly attributes: z.ZodType }>>;
