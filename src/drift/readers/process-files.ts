import { processOptions } from '../../../probes/process/options.ts';
import type { ProbePlan } from '../../chain/types.ts';
import type { Observation } from '../../events/types.ts';
import { safe } from '../../text/sanitise.ts';
import { VantageLostError } from '../../vantage/types.ts';
import { argumentItems, environmentItems } from './arguments.ts';
import type { Read, ReadContext, Reader, ReadResult } from './reader.ts';

/** Bytes of a command line or an environment: the kernel's usual limit of one argument. */
const MAX_BYTES = 131_072;

/** A process's arguments, one by one, from its file under /proc. */
export const processArguments: Reader = {
  name: 'process.cmdline',
  covers: ['process.command'],
  read: (plan, last, context) =>
    readWords('cmdline', plan, last, context, (words) => argumentItems('process', words, context)),
};

/** Its environment. Only its owner and root may read that, so it is a look of its own. */
export const processEnvironment: Reader = {
  name: 'process.environ',
  covers: [],
  read: (plan, last, context) =>
    readWords('environ', plan, last, context, (words) =>
      environmentItems('process', words, context),
    ),
};

async function readWords(
  file: 'cmdline' | 'environ',
  plan: ProbePlan,
  last: Observation | undefined,
  context: ReadContext,
  itemsOf: (words: readonly string[]) => readonly Read[],
): Promise<ReadResult> {
  const options = processOptions.safeParse(plan.options);
  const pid = last?.facts.pid;
  if (!options.success || typeof pid !== 'number') {
    return { outcome: 'unknown', why: safe`the process was not found` };
  }
  const words = await wordsOf(`${options.data.procRoot}/${pid}/${file}`, context);
  if (words === null) return { outcome: 'unknown', why: safe`its ${file} cannot be read` };
  return { outcome: 'ok', items: itemsOf(words) };
}

/** Words that end with a zero byte each; null where the file cannot be read. */
export async function wordsOf(
  path: string,
  { vantage }: ReadContext,
): Promise<readonly string[] | null> {
  try {
    const words = (await vantage.readFile(path, MAX_BYTES)).toString('utf8').split('\0');
    return words.at(-1) === '' ? words.slice(0, -1) : words;
  } catch (error) {
    if (error instanceof VantageLostError) throw error;
    return null;
  }
}
