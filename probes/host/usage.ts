/** How much of something that has an end is used. */
export interface Usage {
  readonly used: number;
  readonly most: number;
}

/** @param limits the least of those that the kernel tells counts */
export function usage(used: string, ...limits: readonly string[]): Usage | undefined {
  const number = (text: string) => (/^\d{1,15}\s*$/.test(text) ? Number(text) : undefined);
  const most = limits.map(number).filter((limit) => limit !== undefined && limit > 0);
  const now = number(used);
  if (now === undefined || most.length === 0) return undefined;
  return { used: now, most: Math.min(...(most as number[])) };
}

export function usedPercent({ used, most }: Usage): number {
  return (100 * used) / most;
}
