import { describeError, WeaklinkError } from '../../platform/errors.ts';
import { FilesOfProcess } from '../configuration/files.ts';
import type { Format } from '../configuration/format.ts';
import { formatOf } from '../configuration/format.ts';
import type { ProxyConfiguration } from '../configuration/upstreams.ts';
import type { Found, NamedFile, SourceContext } from '../context.ts';
import { programOf } from '../machine/programs.ts';
import type { RunningProcess } from '../machine/types.ts';
import { proxyGuesses } from './proxy-guesses.ts';

/** How the configuration of one kind of proxy is found and read. */
export interface ProxyKind {
  readonly format: Format;
  /** Id of its {@link programOf program}. */
  readonly program: string;
  /** Of a running one. @throws WeaklinkError */
  readRunning(words: readonly string[], files: FilesOfProcess): Promise<ProxyConfiguration>;
  /** Of a file that somebody named. @throws WeaklinkError */
  readNamed(file: NamedFile): Promise<ProxyConfiguration>;
}

/** Every running proxy of a kind by the configuration it was started with, and the files of `--from`. */
export async function fromProxies(kind: ProxyKind, context: SourceContext): Promise<Found> {
  const { machine } = context;
  const named = await Promise.all(
    context.files
      .filter((file) => formatOf(file) === kind.format)
      .map(async (file) => ({
        configuration: await kind.readNamed(file),
        proxy: { id: kind.program, scope: machine.here, foundation: [] },
      })),
  );
  const problems: string[] = [];
  const running = await Promise.all(
    mastersOf(kind.program, machine.processes).map(async (owner) => {
      const files = new FilesOfProcess(context, owner);
      // nginx writes its arguments anew, as one text.
      const words = owner.argv.join(' ').split(' ');
      const inside = owner.pidNamespace !== '';
      const foundation = [inside ? owner.pidNamespace : `process/${owner.pid}`];
      try {
        const configuration = await kind.readRunning(words, files);
        return [{ configuration, proxy: { id: kind.program, scope: owner.scope, foundation } }];
      } catch (error) {
        if (!(error instanceof WeaklinkError)) throw error;
        problems.push(
          `process ${owner.pid} (${owner.name}): ${describeError(error).split('\n')[0]}`,
        );
        return [];
      }
    }),
  );
  const all = [...named, ...running.flat()];
  return {
    guesses: all.flatMap(({ configuration, proxy }) => proxyGuesses(configuration, proxy)),
    problems: [...problems, ...all.flatMap(({ configuration }) => configuration.problems)],
  };
}

/** Those that read the configuration: what they started has the same name. */
export function mastersOf(
  program: string,
  processes: readonly RunningProcess[],
): readonly RunningProcess[] {
  const its = processes.filter(({ name, argv }) => programOf(name, argv)?.id === program);
  const pids = new Set(its.map(({ pid }) => pid));
  return its.filter(({ parent }) => !pids.has(parent));
}

/** The values of an option, each as its own word behind it: `-f a -f b`. */
export function valuesOf(words: readonly string[], options: readonly string[]): readonly string[] {
  return words.flatMap((word, index) => {
    const next = words[index + 1];
    if (options.includes(word) && next !== undefined) return [next];
    const option = options.find((one) => one.startsWith('--') && word.startsWith(`${one}=`));
    return option === undefined ? [] : [word.slice(option.length + 1)];
  });
}
