/** `0.4 %`; what is little but not nothing is not called 0. */
export function percent(part: number): string {
  const value = part * 100;
  if (value > 0 && value < 0.05) return '< 0.1 %';
  return `${value.toFixed(1)} %`;
}
