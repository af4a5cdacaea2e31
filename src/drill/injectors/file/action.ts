import type { Missing, Verification } from '../../injector.ts';
import type { ScenarioWorld } from '../../world.ts';
import type { FileActionName, FileOptionsOf } from './options.ts';

/** What one fault of files must remember, as JSON. */
export type FileDetails = Readonly<Record<string, unknown>>;

/** One way to break files. `undo` and `verify` work from the details alone, any number of times. */
export interface FileAction<Name extends FileActionName> {
  explain(options: FileOptionsOf<Name>): string;
  missing(options: FileOptionsOf<Name>, world: ScenarioWorld): Promise<readonly Missing[]>;
  /** Looks and changes nothing. Nothing is missing. */
  plan(options: FileOptionsOf<Name>): Promise<FileDetails>;
  inject(details: FileDetails, signal: AbortSignal): Promise<void>;
  undo(details: FileDetails): Promise<void>;
  verify(details: FileDetails): Promise<Verification>;
}
