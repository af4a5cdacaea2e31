/** `PodServerLatencyP90(s)` → `pod server latency p90 s`; `http_5xx_ratio` → `http 5xx ratio`. */
export function tokensOf(name: string): string[] {
  return name
    .replace(/response[ _]?time/gi, ' latency ')
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9%µ]+/)
    .flatMap((word) => (word.length > 1 && word.endsWith('%') ? [word.slice(0, -1), '%'] : [word]))
    .filter((word) => word !== '');
}
