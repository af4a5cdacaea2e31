/** Words that several formats share, so that they say the same thing in the same way. */

/** 0…1 → `94 %`. Never `0 %` or `100 %`: no probability here is certain. */
export function percent(probability: number): string {
  if (probability > 0.99) return '> 99 %';
  if (probability < 0.01) return '< 1 %';
  return `${Math.round(probability * 100)} %`;
}

/** `2026-11-21T03:14:02.311Z` → `2026-11-21 03:14:02Z`: what a person needs of an instant. */
export function instant(iso: string): string {
  return iso.replace('T', ' ').replace(/\.\d+/, '');
}

/** Milliseconds from one instant to another; NaN when either is none. */
export function between(from: string, to: string): number {
  return Date.parse(to) - Date.parse(from);
}
