/** Parsers of the files in /proc that describe the whole machine. Each gives undefined for nonsense. */

export interface Load {
  /** Averages over 1, 5 and 15 minutes of tasks that run, want to run, or wait in the kernel. */
  readonly one: number;
  readonly five: number;
  readonly fifteen: number;
  /** Tasks that run or want to run now. */
  readonly runnable: number;
  /** All tasks there are, threads among them. */
  readonly tasks: number;
}

export function parseLoad(text: string): Load | undefined {
  const match = /^(\d+\.\d+) (\d+\.\d+) (\d+\.\d+) (\d+)\/(\d+)/.exec(text);
  if (!match) return undefined;
  return {
    one: Number(match[1]),
    five: Number(match[2]),
    fifteen: Number(match[3]),
    runnable: Number(match[4]),
    tasks: Number(match[5]),
  };
}

/** Processors that are online. */
export function parseCores(stat: string): number | undefined {
  return stat.match(/^cpu\d+ /gm)?.length;
}

export interface Memory {
  readonly totalBytes: number;
  readonly availableBytes: number;
  readonly swapTotalBytes: number;
  readonly swapFreeBytes: number;
}

export function parseMemory(text: string): Memory | undefined {
  const bytes = (key: string): number | undefined => {
    const kib = new RegExp(`^${key}:\\s+(\\d+) kB`, 'm').exec(text)?.[1];
    return kib === undefined ? undefined : Number(kib) * 1_024;
  };
  const totalBytes = bytes('MemTotal');
  const availableBytes = bytes('MemAvailable');
  if (!totalBytes || availableBytes === undefined) return undefined;
  return {
    totalBytes,
    availableBytes,
    swapTotalBytes: bytes('SwapTotal') ?? 0,
    swapFreeBytes: bytes('SwapFree') ?? 0,
  };
}

/** Kills for lack of memory since the machine started, those by a cgroup's limit included. */
export function parseOomKillCount(vmstat: string): number | undefined {
  const count = /^oom_kill (\d+)$/m.exec(vmstat)?.[1];
  return count === undefined ? undefined : Number(count);
}

export interface OpenFiles {
  readonly open: number;
  readonly most: number;
}

export function parseOpenFiles(fileNr: string): OpenFiles | undefined {
  const match = /^(\d+)\s+(\d+)\s+(\d+)/.exec(fileNr);
  if (!match) return undefined;
  return { open: Number(match[1]) - Number(match[2]), most: Number(match[3]) };
}
