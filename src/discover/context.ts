import type { SurveyOptions } from '../../probes/kubernetes/survey.ts';
import type { LookContext } from '../../probes/probe.ts';
import type { Machine } from './machine/types.ts';
import type { Guess, GuessedModel, GuessedVantage } from './types.ts';

/** A configuration file that somebody named. */
export interface NamedFile {
  readonly path: string;
  readonly text: string;
}

/** What a source is given: where it stands, what that machine shows, and what the user said. */
export interface SourceContext extends LookContext {
  readonly machine: Machine;
  /** Files of `--from`, each read by the one source that knows its format. */
  readonly files: readonly NamedFile[];
  /** Which cluster, and what of it; empty is all of the usual one. */
  readonly cluster: SurveyOptions;
  /** Of this process, where it stands on this machine; empty elsewhere. */
  readonly environment: Readonly<Partial<Record<string, string>>>;
}

/** What a source found. Nothing found is no problem; a source that could not look says why. */
export interface Found {
  readonly guesses: readonly Guess[];
  readonly vantages?: readonly GuessedVantage[];
  readonly models?: readonly GuessedModel[];
  /** What kept it from seeing everything: one sentence each, with its place. */
  readonly problems?: readonly string[];
}

export type Source = (context: SourceContext) => Promise<Found>;

export const nothing: Found = { guesses: [] };
