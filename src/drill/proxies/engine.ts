import type { ToxicTypes } from './toxic.ts';
import type { ToxicSet } from './toxic-set.ts';

export interface EngineSetup {
  /** `host:port`. */
  readonly listen: string;
  readonly upstream: string;
  readonly toxics: ToxicSet;
}

/** The part of a proxy that carries the data: between `open` and `close` it listens. */
export interface Engine {
  /** Resolves with the address listened on. @throws NodeJS.ErrnoException as `listen` does */
  open(): Promise<string>;
  /** Ends every connection. Resolves when the port is free. */
  close(): Promise<void>;
  toxicsChanged(): void;
}

export interface EngineKind {
  readonly toxicTypes: ToxicTypes;
  make(setup: EngineSetup): Engine;
}
