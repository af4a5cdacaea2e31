import { safe } from '../../src/text/sanitise.ts';
import type { LookContext } from '../probe.ts';
import { programDeadlineMs } from '../system/program-deadline.ts';
import type { Container } from './container.ts';
import type { DockerSign } from './judge.ts';

/** Milliseconds for a look into directories of the host; a dead file server would never answer. */
const LIST_MS = 1_000;
/** Bytes of a listing that are read: one name is enough. */
const LIST_BYTES = 4_096;
/** Mounts of a container that are looked for. */
const MOST_SOURCES = 32;

/** By a program: a file server that is gone hangs the program, and not this process. */
export async function stateOfSource(
  path: string,
  context: LookContext,
): Promise<'filled' | 'empty' | 'missing' | 'unknown'> {
  const result = await list(['-A', '-1', '-U'], [path], context);
  if (result.kind !== 'ended') return 'unknown';
  if (/no such file|not a directory/i.test(result.stderr)) return 'missing';
  if (result.exitCode !== 0 && result.stdout === '') return 'unknown';
  return result.stdout.trim() === '' ? 'empty' : 'filled';
}

/** What a container that does not run would need and does not find: Docker tells it to no inspect. */
export async function missingSources(
  { Mounts }: Container,
  context: LookContext,
): Promise<readonly DockerSign[]> {
  const sources = Mounts.filter(({ Type, Source }) => Type === 'bind' && Source.startsWith('/'))
    .map(({ Source }) => Source)
    .slice(0, MOST_SOURCES);
  if (sources.length === 0) return [];
  const result = await list(['-d'], sources, context);
  if (result.kind !== 'ended') return [];
  const complaints = result.stderr.split('\n').filter((line) => /no such file/i.test(line));
  const gone = sources.find((source) => complaints.some((line) => names(line, source)));
  if (gone === undefined) return [];
  return [{ symptom: 'docker.mount_missing', words: safe`its source ${gone} is gone` }];
}

/** `ls` puts a path in quotes where it holds a blank, and behind its own name in any case. */
function names(line: string, path: string): boolean {
  return line.includes(`'${path}'`) || line.includes(` ${path}:`);
}

function list(
  flags: readonly string[],
  paths: readonly string[],
  context: LookContext,
): ReturnType<LookContext['vantage']['exec']> {
  return context.vantage.exec(['ls', ...flags, '--', ...paths], {
    deadlineMs: programDeadlineMs(context, LIST_MS),
    signal: context.signal,
    maxBytes: LIST_BYTES,
  });
}
