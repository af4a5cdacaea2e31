import type { SafeText } from '../../src/text/safe-text.ts';
import { sanitise } from '../../src/text/sanitise.ts';
import { shellQuote } from '../../src/text/shell-quote.ts';
import type { ProcessOptions } from './options.ts';

const COLUMNS = 'pid,ppid,stat,lstart,etime,rss,nlwp,wchan:24,args';

export function commandOf({ pid, pidFile, name, match }: ProcessOptions): SafeText {
  return sanitise(commandFor(pid, pidFile, name, match));
}

function commandFor(
  pid: number | undefined,
  pidFile: string | undefined,
  name: string | undefined,
  match: readonly string[] | undefined,
): string {
  if (pid !== undefined) return `ps -o ${COLUMNS} -p ${pid}`;
  if (pidFile !== undefined) return `ps -o ${COLUMNS} -p "$(head -n 1 ${shellQuote(pidFile)})"`;
  const filters = (match ?? []).map((part) => ` | grep -F -- ${shellQuote(part)}`).join('');
  const which = name === undefined ? '-e' : `-C ${shellQuote(name)}`;
  return `ps -ww -o ${COLUMNS} ${which}${filters}`;
}
