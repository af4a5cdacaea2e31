import type { LinkKind } from '../chain/types.ts';

/**
 * How sure a guess is:
 * - `certain`: read from what decides it (a configuration in use, Docker's or Kubernetes' own word);
 * - `likely`: told by a name, an argument or a connection that hardly means anything else;
 * - `guess`: by a port or a word alone.
 */
export type Sureness = 'certain' | 'likely' | 'guess';

/** A link that a source believes is there, and why. Nothing of it is trusted before the writer cleaned it. */
export interface Guess {
  /** What to call it: readable and stable from run to run. Made unique, and valid, by the joiner. */
  readonly id: string;
  readonly kind: LinkKind;
  /** As a chain file has it: a URL, `host:port`, a container's name. Never with a user or a password. */
  readonly address?: string;
  /** Ids of guesses of the same source, or addresses or marks of anybody's. */
  readonly needs: readonly string[];
  /** Groups of which one member answers each request, as in `needs`. */
  readonly anyOf?: readonly (readonly string[])[];
  readonly labels?: Readonly<Record<string, string>>;
  /** Instead of what kind and address suggest. `[]`: nobody can look. */
  readonly probes?: readonly GuessedProbe[];
  /** Beside what kind and address suggest. */
  readonly also?: readonly GuessedProbe[];
  /** Other names of this very thing, by which guesses are united: `pid/4711`, `container/3f2a…`, `10.0.0.7:80`. */
  readonly marks?: readonly string[];
  /** One plain sentence without a full stop: what was seen that makes one believe it. */
  readonly why: string;
  /** Where that was seen: `nginx.conf:12`, `container web`, `process 4711 (vllm)`. */
  readonly source: string;
  readonly sure: Sureness;
  /** True for what is a link only where something else needs it: a listener of no known program. */
  readonly onlyIfNeeded?: boolean;
}

/** A probe as a chain file states it: its kind and its options; secrets as `env:NAME`. */
export type GuessedProbe = Readonly<Record<string, unknown>> & { readonly kind: string };

/** A place to look from. */
export interface GuessedVantage {
  readonly name: string;
  /** `ssh:user@host:port`, `docker:container`. */
  readonly address: string;
  /** Names and addresses of that machine, in lower case. */
  readonly hosts: readonly string[];
  readonly why: string;
  readonly source: string;
}

/** A model that people ask. */
export interface GuessedModel {
  readonly id: string;
  /** Id of the same source, address or mark of what is asked for it. */
  readonly at: string;
  /** Of which one answers: ids, addresses or marks. */
  readonly anyOf: readonly string[];
  readonly why: string;
  readonly source: string;
}
