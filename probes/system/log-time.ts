/** What is needed to place a line of the kernel log in time. */
export interface LogClock {
  /** Wall clock, milliseconds since the Unix epoch. */
  readonly nowMs: number;
  /** Milliseconds since the machine started, where known. */
  readonly uptimeMs: number | undefined;
}

/** A line may be this much younger than now: clocks and log writers round. */
const FUTURE_SLACK_MS = 5_000;

/** What `dmesg -x` writes before the time: facility and level. */
const decoded = /^[a-z]+ *:[a-z]+ *: /;

/**
 * How long ago a kernel log line was written, in milliseconds; null where the line does not say.
 * Knows dmesg (`[  12.345678]`, and what it writes with `-T`, `-x` or `--time-format`), /dev/kmsg (`6,1,12345678,-;`), ISO 8601, seconds since the epoch
 * (`journalctl -o short-unix`) and syslog's `Nov 21 03:14:02`, which names no year and no zone and
 * is read as the newest such local time that is not in the future.
 */
export function lineAgeMs(whole: string, clock: LogClock): number | null {
  const line = whole.replace(decoded, '');
  const sinceStart = millisecondsSinceStart(line);
  if (sinceStart !== undefined) {
    return clock.uptimeMs === undefined ? null : settled(clock.uptimeMs - sinceStart);
  }
  const at = wallTimeMs(line, clock.nowMs);
  return at === undefined ? null : settled(clock.nowMs - at);
}

function settled(ageMs: number): number | null {
  if (ageMs < -FUTURE_SLACK_MS) return null;
  return Math.max(0, ageMs);
}

function millisecondsSinceStart(line: string): number | undefined {
  const dmesg = /^(?:<\d+>)?\[\s*(\d+\.\d+)\]/.exec(line)?.[1];
  if (dmesg !== undefined) return Number(dmesg) * 1_000;
  const kmsg = /^\d+,\d+,(\d+),[^;]*;/.exec(line)?.[1];
  return kmsg === undefined ? undefined : Number(kmsg) / 1_000;
}

function wallTimeMs(line: string, nowMs: number): number | undefined {
  const iso = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:[.,](\d{1,9}))?(Z|[+-]\d\d:?\d\d)?/.exec(
    line,
  );
  if (iso) {
    const zone = iso[4]?.replace(/([+-]\d\d)(\d\d)/, '$1:$2') ?? '';
    return valid(
      Date.parse(`${iso[1]}T${iso[2]}.${(iso[3] ?? '0').padEnd(3, '0').slice(0, 3)}${zone}`),
    );
  }
  // `dmesg -T` writes the local time of the machine whose log it is.
  const local = /^\[([A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4})\] /.exec(line)?.[1];
  if (local !== undefined) return valid(Date.parse(local));
  const unix = /^(\d{9,11}\.\d+) /.exec(line)?.[1];
  if (unix !== undefined) return Number(unix) * 1_000;
  const syslog = /^([A-Z][a-z]{2}) +(\d{1,2}) (\d\d:\d\d:\d\d) /.exec(line);
  if (!syslog) return undefined;
  const year = new Date(nowMs).getFullYear();
  const thisYear = valid(Date.parse(`${syslog[1]} ${syslog[2]} ${year} ${syslog[3]}`));
  if (thisYear === undefined || thisYear <= nowMs + FUTURE_SLACK_MS) return thisYear;
  return valid(Date.parse(`${syslog[1]} ${syslog[2]} ${year - 1} ${syslog[3]}`));
}

function valid(ms: number): number | undefined {
  return Number.isFinite(ms) ? ms : undefined;
}
