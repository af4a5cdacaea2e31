import type { SurveyOptions } from '../../probes/kubernetes/survey.ts';
import type { LookContext } from '../../probes/probe.ts';
import type { Found, NamedFile, Source, SourceContext } from './context.ts';
import { join } from './join/join.ts';
import type { Joined } from './join/types.ts';
import { readMachine } from './machine/read-machine.ts';
import type { Machine } from './machine/types.ts';
import { resolveNames } from './resolve-names.ts';
import { type SourceName, sources } from './sources.ts';

export interface DiscoverOptions {
  readonly only: readonly SourceName[];
  /** Addresses: only what answers there, and what that needs. */
  readonly entries: readonly string[];
  readonly all: boolean;
  /** Names or addresses that are left out. */
  readonly leaveOut?: readonly string[];
  readonly files: readonly NamedFile[];
  readonly cluster?: SurveyOptions;
  readonly environment: Readonly<Partial<Record<string, string>>>;
}

export interface Discovery {
  readonly machine: Machine;
  readonly joined: Joined;
  /** How many guesses each source made. */
  readonly counts: Readonly<Record<string, number>>;
}

/**
 * What is there, from what every source found. Reads and asks; changes nothing.
 *
 * @throws VantageLostError where nobody can stand at the vantage
 * @throws WeaklinkError with file and line of a named file that cannot be understood; E_OPTION where
 *   the cluster that was named is not to be found
 */
export async function discover(options: DiscoverOptions, look: LookContext): Promise<Discovery> {
  const machine = await readMachine(look);
  const { files, cluster = {}, environment, entries, all, leaveOut = [] } = options;
  const context: SourceContext = { ...look, machine, files, cluster, environment };
  const found = new Map<string, Found>();
  await Promise.all(
    options.only.map(async (name) => {
      // In the order of the registry, whoever answers first.
      found.set(name, { guesses: [] });
      const source: Source = sources[name];
      found.set(name, await source(context));
    }),
  );
  const resolved = await resolveNames(found, look);
  const joined = join(found, { here: machine.here, entries, all, leaveOut, resolved });
  const counts = Object.fromEntries(
    [...found].map(([name, { guesses }]) => [name, guesses.length]),
  );
  return { machine, joined, counts };
}
