import { createHash } from 'node:crypto';
import type { IngestContext } from '../inference.ts';
import type { LoadedMapping } from './load-mapping.ts';
import { type LineRead, readLine } from './read-line.ts';

/** Lines remembered to count those that stand twice; they stand near each other. */
const LINES_REMEMBERED = 100_000;

/**
 * Reads the lines of one log in order. Where no id tells, a line that stands there twice is two calls,
 * and the whole log read again is the same calls.
 */
export class LogReader {
  readonly #mapping: LoadedMapping;
  readonly #context: IngestContext;
  readonly #seen = new Map<string, number>();

  constructor(mapping: LoadedMapping, context: IngestContext) {
    this.#mapping = mapping;
    this.#context = context;
  }

  line(line: string): LineRead {
    const digest = createHash('sha1').update(line).digest('base64');
    const again = this.#seen.get(digest) ?? 0;
    this.#seen.delete(digest);
    this.#seen.set(digest, again + 1);
    if (this.#seen.size > LINES_REMEMBERED) {
      const [oldest] = this.#seen.keys();
      if (oldest !== undefined) this.#seen.delete(oldest);
    }
    return readLine(line, again, this.#mapping, this.#context);
  }
}
