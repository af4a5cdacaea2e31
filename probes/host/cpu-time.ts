/** Processor time of the machine so far, in ticks. */
export interface CpuTime {
  readonly total: number;
  /** Taken by the hypervisor for others. */
  readonly stolen: number;
}

/** The first line of /proc/stat. What guests used stands in the time of the user as well. */
export function parseCpuTime(stat: string): CpuTime | undefined {
  const fields = /^cpu +((?:\d+ ?){8,10})/m.exec(stat)?.[1]?.trim().split(' ').map(Number);
  if (!fields) return undefined;
  const total = fields.slice(0, 8).reduce((sum, ticks) => sum + ticks, 0);
  return { total, stolen: fields[7] ?? 0 };
}
