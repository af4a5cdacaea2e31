import { dockerOptions } from '../../../probes/docker/options.ts';
import { processOptions } from '../../../probes/process/options.ts';
import type { ProbePlan } from '../../chain/types.ts';
import type { Observation } from '../../events/types.ts';
import { safe, sanitise } from '../../text/sanitise.ts';
import { VantageLostError } from '../../vantage/types.ts';
import { wordsOf } from './process-files.ts';
import type { Read, ReadContext, Reader, ReadResult } from './reader.ts';

/** Flags with which programs name a file that configures them. */
const configurationFlag =
  /^--?(?:c|f|config|config-file|config_file|configuration|conf|settings|chat-template|chat_template|env-file)$/;
/** Bytes of a file that is hashed; a larger one is no configuration. */
const MAX_BYTES = 1_048_576;
/** Files of one program. */
const MOST_FILES = 8;

/**
 * The files that a process was told to read its configuration from, as keyed hashes: configuration holds
 * secrets. They are read through the process's own root, so that one in a container is the container's.
 */
function readerOf(prefix: 'process' | 'container', pidOf: PidOf): Reader {
  return {
    name: `${prefix}.configuration`,
    covers: [],
    async read(plan, last, context): Promise<ReadResult> {
      const found = pidOf(plan, last);
      if (found === null) return { outcome: 'unknown', why: safe`its process is not known` };
      const words = await wordsOf(`${found.root}/cmdline`, context);
      if (words === null) return { outcome: 'unknown', why: safe`its cmdline cannot be read` };
      const paths = configurationPaths(words).slice(0, MOST_FILES);
      const items = await Promise.all(
        paths.map((path) =>
          hashOf(`${prefix}.configuration ${sanitise(path)}`, found, path, context),
        ),
      );
      if (items.includes(null)) return { outcome: 'unknown', why: safe`a file cannot be read` };
      return { outcome: 'ok', items: items.filter((item) => item !== null) };
    },
  };
}

/** Where the files of the process stand: `/proc/<pid>`. */
type PidOf = (plan: ProbePlan, last: Observation | undefined) => { readonly root: string } | null;

export const processConfiguration = readerOf('process', (plan, last) => {
  const options = processOptions.safeParse(plan.options);
  const pid = last?.facts.pid;
  if (!options.success || typeof pid !== 'number') return null;
  return { root: `${options.data.procRoot}/${pid}` };
});

export const containerConfiguration = readerOf('container', (plan, last) => {
  const pid = last?.facts['container.pid'];
  const isSound = dockerOptions.safeParse(plan.options).success;
  return isSound && typeof pid === 'number' ? { root: `/proc/${pid}` } : null;
});

/** Absolute paths alone: what else a flag names may be anything. */
export function configurationPaths(argv: readonly string[]): readonly string[] {
  const paths = argv.flatMap((word, index): readonly string[] => {
    const [, flag = '', value = argv[index + 1] ?? ''] = /^([^=]*)(?:=(.*))?$/s.exec(word) ?? [];
    return configurationFlag.test(flag) && /^\/[^\0\n]+$/.test(value) ? [value] : [];
  });
  return [...new Set(paths)];
}

/** Null where it cannot be read; one that is not there is told as such, for that configures too. */
async function hashOf(
  what: string,
  { root }: { readonly root: string },
  path: string,
  { vantage, hasher }: ReadContext,
): Promise<Read | null> {
  try {
    const bytes = await vantage.readFile(`${root}/root${path}`, MAX_BYTES);
    return { what, value: hasher.hash(what, bytes.toString('latin1')), hashed: true };
  } catch (error) {
    if (error instanceof VantageLostError) throw error;
    const isGone = (error as NodeJS.ErrnoException).code === 'ENOENT';
    return isGone ? { what, value: safe`missing` } : null;
  }
}
