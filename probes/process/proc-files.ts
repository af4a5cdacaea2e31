/** The fields of /proc/<pid>/stat that tell how a process is. */
export interface ProcessStat {
  readonly pid: number;
  /** At most 15 characters, chosen by the process itself. */
  readonly name: string;
  /** The kernel's letter: R S D Z T t X I. */
  readonly state: string;
  readonly parent: number;
  /** Processor time used so far, in ticks of 10 ms. */
  readonly cpuTicks: number;
  readonly threads: number;
  /** When it started, in ticks since the machine did. With `pid` it names a process for good. */
  readonly startTicks: number;
}

/** Ticks per second in /proc: 100 on every Linux, whatever the kernel's own rate. */
export const TICKS_PER_SECOND = 100;

/** @returns undefined when the text is not a stat file */
export function parseStat(text: string): ProcessStat | undefined {
  // The name stands in parentheses and may itself hold spaces, parentheses and line ends.
  const open = text.indexOf('(');
  const close = text.lastIndexOf(')');
  if (open < 0 || close < open) return undefined;
  const fields = text.slice(close + 2).split(' ');
  const number = (index: number) => Number(fields[index] ?? Number.NaN);
  const stat: ProcessStat = {
    pid: Number(text.slice(0, open)),
    name: text.slice(open + 1, close),
    state: fields[0] ?? '',
    parent: number(1),
    cpuTicks: number(11) + number(12),
    threads: number(17),
    startTicks: number(19),
  };
  const numbers = [stat.pid, stat.parent, stat.cpuTicks, stat.threads, stat.startTicks];
  return stat.state.length === 1 && numbers.every(Number.isFinite) ? stat : undefined;
}

export interface ProcessStatus {
  readonly residentBytes: number | undefined;
  /** Slots of the table of open files: never fewer than files are open. */
  readonly fileSlots: number | undefined;
  readonly tracerPid: number | undefined;
  /** Times it gave up or lost the processor: they grow as long as it runs at all. */
  readonly switches: number | undefined;
}

export function parseStatus(text: string): ProcessStatus {
  const number = (key: string): number | undefined => {
    const value = new RegExp(`^${key}:\\s*(\\d+)`, 'm').exec(text)?.[1];
    return value === undefined ? undefined : Number(value);
  };
  const kib = number('VmRSS');
  const voluntary = number('voluntary_ctxt_switches');
  const forced = number('nonvoluntary_ctxt_switches');
  return {
    residentBytes: kib === undefined ? undefined : kib * 1_024,
    fileSlots: number('FDSize'),
    tracerPid: number('TracerPid'),
    switches: voluntary === undefined || forced === undefined ? undefined : voluntary + forced,
  };
}

/** The soft limit of open files from /proc/<pid>/limits; undefined when unlimited or unreadable. */
export function parseOpenFilesLimit(text: string): number | undefined {
  const soft = /^Max open files\s+(\d+)/m.exec(text)?.[1];
  return soft === undefined ? undefined : Number(soft);
}

/** /proc/<pid>/cmdline → arguments. Empty for a kernel thread and for a zombie. */
export function parseCommandLine(text: string): readonly string[] {
  const parts = text.split('\0');
  if (parts.at(-1) === '') parts.pop();
  return parts;
}
