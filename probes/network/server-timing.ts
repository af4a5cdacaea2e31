/** Characters of the header that are read, and metrics in it: real ones have a handful. */
const MAX_CHARACTERS = 4_096;
const MAX_METRICS = 64;

/** A metric: a name, and parameters whose values are tokens or quoted strings. */
const METRIC =
  /([!#$%&'*+.^_`|~\w-]+)((?:\s*;\s*[\w-]+\s*=\s*(?:"(?:[^"\\]|\\.)*"|[^\s";,]+))*)\s*(?:,|$)/gy;
const PARAMETER = /;\s*([\w-]+)\s*=\s*("(?:[^"\\]|\\.)*"|[^\s";,]+)/g;
const DURATION = /^"?(\d{1,9}(?:\.\d{1,12})?)"?$/;

export interface ServerTiming {
  /** In lower case. */
  readonly name: string;
  readonly ms: number;
}

/**
 * The metrics of a `Server-Timing` header (W3C) that state a duration, in their order. Reading ends where
 * the header stops being well-formed.
 */
export function durationsOf(header: string): readonly ServerTiming[] {
  const timings: ServerTiming[] = [];
  const text = header.slice(0, MAX_CHARACTERS);
  METRIC.lastIndex = text.length - text.trimStart().length;
  for (let read = 0; read < MAX_METRICS; read += 1) {
    const [, name, parameters] = METRIC.exec(text) ?? [];
    if (name === undefined) break;
    while (/\s/.test(text.charAt(METRIC.lastIndex))) METRIC.lastIndex += 1;
    const ms = durationIn(parameters ?? '');
    if (ms !== undefined) timings.push({ name: name.toLowerCase(), ms });
  }
  return timings;
}

/** The first `dur` counts, as the standard has it. */
function durationIn(parameters: string): number | undefined {
  for (const [, name, value] of parameters.matchAll(PARAMETER)) {
    if (name?.toLowerCase() !== 'dur') continue;
    const digits = DURATION.exec(value ?? '')?.[1];
    return digits === undefined ? undefined : Number(digits);
  }
  return undefined;
}
