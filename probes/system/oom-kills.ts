import { type LogClock, lineAgeMs } from './log-time.ts';

/** One process that the kernel killed for lack of memory, as its log tells it. */
export interface OomKill {
  /** In the kernel's own numbering: inside a container the process has another. */
  readonly pid: number;
  /** As in /proc/<pid>/comm: at most 15 characters. */
  readonly name: string;
  /** `cgroup`: a container or service reached its own limit; `host`: the machine ran out. */
  readonly scope: 'host' | 'cgroup';
  readonly ageMs: number | null;
  readonly line: string;
}

/** Kills kept, the newest: a machine that runs out again and again writes thousands. */
const MOST_KILLS = 200;
/** Characters of a log line looked at; the kernel cuts its own near 1,000. */
const LINE_CHARACTERS = 1_200;

const killed =
  /(Memory cgroup )?[Oo]ut of memory[^:]*: ?Kill(?:ed)? process (\d{1,10}) \((.{1,64})\)(?=[ ,]|$)/;

/** Older kernels announce a kill and then report it: two lines, one kill. */
const SAME_KILL_MS = 10_000;

/** The kills in a kernel log, oldest first. */
export function parseOomKills(log: string, clock: LogClock): readonly OomKill[] {
  const kills: OomKill[] = [];
  for (const raw of log.split('\n')) {
    if (!raw.includes('ut of memory')) continue;
    const line = raw.slice(0, LINE_CHARACTERS);
    const match = killed.exec(line);
    if (!match) continue;
    const kill: OomKill = {
      pid: Number(match[2]),
      name: match[3] ?? '',
      scope: match[1] ? 'cgroup' : 'host',
      ageMs: lineAgeMs(line, clock),
      line,
    };
    const last = kills.at(-1);
    if (last?.pid === kill.pid && Math.abs((last.ageMs ?? 0) - (kill.ageMs ?? 0)) < SAME_KILL_MS)
      continue;
    kills.push(kill);
  }
  return kills.slice(-MOST_KILLS);
}
