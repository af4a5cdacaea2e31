import { readSampleLine, type Sample, unescapeText } from './sample-line.ts';

export type { Sample } from './sample-line.ts';

/** What the comments of an exposition say of one family of samples. */
export interface MetricFamily {
  /** `counter`, `gauge`, `histogram`, `summary`, `untyped`, OpenMetrics' `info` …: as written. */
  readonly type: string | null;
  readonly help: string | null;
  readonly unit: string | null;
}

/** A line that is no sample and no comment. */
export interface UnreadLine {
  /** From 1. */
  readonly line: number;
  readonly why: string;
  /** Its start: raw text from outside. */
  readonly text: string;
}

/** Everything that a page of metrics says, in its order. All text in it is raw text from outside. */
export interface Exposition {
  readonly samples: readonly Sample[];
  readonly families: ReadonlyMap<string, MetricFamily>;
  readonly unread: readonly UnreadLine[];
  /** Lines beyond those kept in `unread`, and samples beyond the limit. */
  readonly dropped: number;
  /** It ends with `# EOF`: OpenMetrics, and not cut off. */
  readonly ended: boolean;
}

/** Samples of one page. The page of a busy server has some ten thousand. */
export const MAX_SAMPLES = 200_000;
/** Characters of one line; a line with all labels of a pod has about 1,000. */
const LINE_CHARACTERS = 65_536;
const MAX_FAMILIES = 20_000;
const MAX_UNREAD = 100;
const UNREAD_CHARACTERS = 120;
const HELP_CHARACTERS = 500;

/**
 * Reads the text that Prometheus scrapes: its own format 0.0.4 and OpenMetrics 1.0, quoted names,
 * exemplars and timestamps among it. A line that it cannot read is listed and costs only itself.
 * Linear in the length of the text; never throws.
 */
export function readExposition(text: string): Exposition {
  const samples: Sample[] = [];
  const families = new Map<string, MetricFamily>();
  const unread: UnreadLine[] = [];
  let dropped = 0;
  // OpenMetrics counts seconds where Prometheus counts milliseconds, and always ends with this.
  const ended = /(?:^|\n)# EOF\s*$/.test(text.slice(-16));
  const unit = ended ? 1_000 : 1;
  let number = 0;
  for (const line of linesOf(text)) {
    number += 1;
    if (line.trim() === '') continue;
    if (line.trimStart().startsWith('#')) {
      readComment(line.trim(), families);
      continue;
    }
    const read = line.length > LINE_CHARACTERS ? 'it is too long' : readSampleLine(line, unit);
    if (typeof read !== 'string') {
      if (samples.length < MAX_SAMPLES) samples.push(read);
      else dropped += 1;
    } else if (unread.length < MAX_UNREAD) {
      unread.push({ line: number, why: read, text: line.slice(0, UNREAD_CHARACTERS) });
    } else dropped += 1;
  }
  return { samples, families, unread, dropped, ended };
}

/** One line at a time, so that a page is never in memory twice. */
function* linesOf(text: string): Generator<string> {
  let from = 0;
  while (from < text.length) {
    const end = text.indexOf('\n', from);
    const to = end === -1 ? text.length : end;
    yield text.slice(from, text[to - 1] === '\r' && to > from ? to - 1 : to);
    from = to + 1;
  }
}

const unknownFamily: MetricFamily = { type: null, help: null, unit: null };
const comment = /^#[ \t]*(TYPE|HELP|UNIT)[ \t]+("(?:[^"\\]|\\.)*"|[^ \t"]\S*)(?:[ \t]+(.*))?$/;

function readComment(line: string, families: Map<string, MetricFamily>): void {
  if (line.length > LINE_CHARACTERS) return;
  const [, keyword, quoted = '', rest = ''] = comment.exec(line) ?? [];
  if (keyword === undefined) return;
  const name = quoted.startsWith('"') ? unescapeText(quoted.slice(1, -1)) : quoted;
  const known = families.get(name);
  if (known === undefined && families.size >= MAX_FAMILIES) return;
  const family = known ?? unknownFamily;
  const value = keyword === 'HELP' ? unescapeText(rest).slice(0, HELP_CHARACTERS) : rest.trim();
  families.set(name, { ...family, [keyword.toLowerCase()]: value });
}
