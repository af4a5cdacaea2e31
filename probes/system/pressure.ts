/** Share of the time, in %, averaged over 10, 60 and 300 seconds. */
export interface Stall {
  readonly avg10: number;
  readonly avg60: number;
  readonly avg300: number;
}

/** Pressure stall information of one resource, of the machine or of one control group. */
export interface Pressure {
  /** At least one task waited for it. */
  readonly some: Stall;
  /** All tasks that had work waited for it. The line is missing for the processor on older kernels. */
  readonly full: Stall | undefined;
}

/** A file of /proc/pressure or `<resource>.pressure` of a control group; undefined for nonsense. */
export function parsePressure(text: string): Pressure | undefined {
  const stall = (line: string): Stall | undefined => {
    const match = new RegExp(
      `^${line} avg10=(\\d+\\.\\d+) avg60=(\\d+\\.\\d+) avg300=(\\d+\\.\\d+)`,
      'm',
    ).exec(text);
    if (!match) return undefined;
    return { avg10: Number(match[1]), avg60: Number(match[2]), avg300: Number(match[3]) };
  };
  const some = stall('some');
  return some && { some, full: stall('full') };
}
