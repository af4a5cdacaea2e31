import type { ExitCode } from '../platform/exit-codes.ts';
import type { Output } from './output.ts';

/** What the parser makes of options: a switch, a value, or the values of a repeated option. */
export type OptionValues = Readonly<
  Record<string, string | boolean | readonly string[] | undefined>
>;

/** What every command is given beside its own arguments. */
export interface CommandContext {
  readonly output: Output;
  /** Aborted by SIGINT, SIGTERM and SIGHUP, and when nobody reads stdout any more. */
  readonly signal: AbortSignal;
  readonly globals: GlobalOptions;
}

export interface GlobalOptions {
  /** False: keep no journal. */
  readonly journal: boolean;
  /** Where the journal and the log stand; the XDG state directory when absent. */
  readonly stateDirectory: string | undefined;
}

/** @returns the exit code; an error that a user can act on is thrown as a `WeaklinkError` */
export type RunCommand = (
  operands: readonly string[],
  options: OptionValues,
  context: CommandContext,
) => Promise<ExitCode>;

/** A command as data, so that `--help` lists it without loading it. */
export interface CommandSpec {
  /** As commander writes it: `<kind> <target>`, `[chain]`. */
  readonly operands: string;
  readonly summary: string;
  /** Flags as commander writes them, and what they do. */
  readonly options: readonly (readonly [flags: string, does: string])[];
  /** Each a whole command line, and what it does. */
  readonly examples: readonly (readonly [line: string, does: string])[];
  readonly load: () => Promise<RunCommand>;
}

/** A word that commands stand behind: `weaklink drill run`. By itself it does nothing, unless it loads something. */
export interface CommandGroup extends Omit<CommandSpec, 'load'> {
  readonly load?: CommandSpec['load'];
  readonly subcommands: Readonly<Record<string, CommandSpec>>;
}
