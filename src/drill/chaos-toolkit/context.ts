import type { Path } from '../../chain/document.ts';
import type { Activity } from '../experiment-types.ts';
import type { Findings } from '../scenario/findings.ts';
import type { ToxicBook } from './toxic-book.ts';

/** What the sections of one experiment are read with. */
export interface SectionContext {
  /** Names that `${name}` may stand for in every activity. */
  readonly values: ReadonlySet<string>;
  /** Values that are written out, for what must be known now. */
  readonly literals: Readonly<Record<string, unknown>>;
  /** Names of all secrets: `target/key`, or `key`. */
  readonly secrets: readonly string[];
  /** Names of the faults of the file, for `type: fault`. */
  readonly faults: ReadonlySet<string>;
  /** Activities that stand somewhere in full, by name. */
  readonly named: Map<string, Activity>;
  /** What `chaostoxi` actions have become. */
  readonly toxics: ToxicBook;
  readonly findings: Findings;
}

/** What a `chaostoxi` action asks for, in the words of our tcp injector. */
export interface ToxicRequest {
  readonly proxy: string;
  readonly toxic: string;
  readonly intensity: number;
  readonly options: Readonly<Record<string, unknown>>;
  readonly path: Path;
}
