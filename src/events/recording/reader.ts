import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { WeaklinkError } from '../../platform/errors.ts';
import { limits } from '../../platform/limits.ts';
import type { SafeText } from '../../text/safe-text.ts';
import { safe } from '../../text/sanitise.ts';
import { readEvent } from '../schema.ts';
import type { WeaklinkEvent } from '../types.ts';
import { COMPRESSED_ENDING, type EndLine, newChecksum, readEndLine } from './format.ts';
import { type Line, linesOf } from './lines.ts';
import { zstd } from './zstd.ts';

/** Damaged lines of which the reason is kept; beyond them they are only counted. */
const REASONS_KEPT = 100;

export interface DamagedLine {
  /** Counts from 1. */
  readonly line: number;
  readonly reason: SafeText;
}

/** What a recording turned out to be, once it has been read. */
export interface RecordingSummary {
  /** Sound events. */
  readonly events: number;
  /** It ends with an end line that says as many lines as there are: nothing was cut off. */
  readonly complete: boolean;
  /** `missing` where there is no end line to compare with. */
  readonly checksum: 'ok' | 'mismatch' | 'missing';
  /** The last line is half a line, or the compressed data break off. */
  readonly torn: boolean;
  /** The first hundred lines that could not be read. */
  readonly damaged: readonly DamagedLine[];
  readonly damagedLines: number;
  /** Events of types that this version does not know, counted by type. */
  readonly unknownTypes: ReadonlyMap<string, number>;
}

/**
 * Reads a recording, bounded in memory whatever the file is. Iterate it once; `summary` is whole
 * when the loop has ended. Damage is told in the summary and everything sound is given.
 */
export class RecordingReader implements AsyncIterable<WeaklinkEvent> {
  readonly path: string;
  readonly #checksum = newChecksum();
  readonly #damaged: DamagedLine[] = [];
  readonly #unknownTypes = new Map<string, number>();
  #damagedLines = 0;
  #events = 0;
  #lines = 0;
  #torn = false;
  #end: { readonly says: EndLine; readonly sha256: string } | undefined;

  private constructor(path: string) {
    this.path = path;
  }

  /** @throws WeaklinkError E_RECORDING_READ, E_RECORDING_ZSTD */
  static async open(path: string): Promise<RecordingReader> {
    if (path.endsWith(COMPRESSED_ENDING)) zstd(path);
    try {
      // Opening a FIFO would wait for somebody to write into it.
      if (!(await stat(path)).isFile()) throw new Error('not a regular file');
      await (await open(path)).close();
    } catch (error) {
      throw unreadable(path, error);
    }
    return new RecordingReader(path);
  }

  get summary(): RecordingSummary {
    const says = this.#end?.says;
    return {
      events: this.#events,
      complete: says !== undefined && !this.#torn && says.events === this.#lines,
      checksum: !says ? 'missing' : says.sha256 === this.#end?.sha256 ? 'ok' : 'mismatch',
      torn: this.#torn,
      damaged: this.#damaged,
      damagedLines: this.#damagedLines,
      unknownTypes: this.#unknownTypes,
    };
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<WeaklinkEvent, void, undefined> {
    for await (const line of linesOf(this.#chunks(), limits.recordingLineBytes)) {
      const event = this.#read(line);
      if (event) yield event;
    }
  }

  /** The bytes of the file, decompressed; what breaks off ends instead of throwing. */
  async *#chunks(): AsyncGenerator<Buffer, void, undefined> {
    const file = createReadStream(this.path);
    const compressed = this.path.endsWith(COMPRESSED_ENDING);
    const source = compressed ? file.pipe(zstd(this.path).createZstdDecompress()) : file;
    // A pipe hands no errors on.
    if (source !== file) file.on('error', (error) => source.destroy(error));
    try {
      for await (const chunk of source) yield chunk as Buffer;
    } catch (error) {
      if (!isZstdError(error)) throw unreadable(this.path, error);
      this.#torn = true;
    } finally {
      file.destroy();
    }
  }

  #read(line: Line): WeaklinkEvent | undefined {
    const text = line.bytes?.toString('utf8');
    const end = text === undefined ? undefined : readEndLine(text);
    if (end) {
      this.#end = { says: end, sha256: this.#checksum.copy().digest('hex') };
      return undefined;
    }
    // An end line that is not the last ends nothing: the file goes on, and is judged as a whole.
    this.#end = undefined;
    this.#lines += 1;
    if (line.bytes) this.#checksum.update(line.bytes);
    if (line.ended) this.#checksum.update('\n');
    if (text === undefined)
      return this.#note(line, safe`longer than ${limits.recordingLineBytes} bytes`);

    const read = readEvent(text);
    switch (read.kind) {
      case 'event':
        this.#events += 1;
        return read.event;
      case 'unknown-type':
        this.#unknownTypes.set(read.type, (this.#unknownTypes.get(read.type) ?? 0) + 1);
        return undefined;
      case 'damaged':
        if (!line.ended) this.#torn = true;
        return this.#note(line, read.reason);
    }
  }

  #note(line: Line, reason: SafeText): undefined {
    this.#damagedLines += 1;
    if (this.#damaged.length < REASONS_KEPT) this.#damaged.push({ line: line.number, reason });
  }
}

function isZstdError(error: unknown): boolean {
  if (!(error instanceof Error) || !('code' in error)) return false;
  return /^ZSTD_|^Z_|^ERR_ZSTD/.test(String(error.code));
}

function unreadable(path: string, error: unknown): WeaklinkError {
  const words = safe`${error instanceof Error ? error.message : error}`;
  return new WeaklinkError({
    code: 'E_RECORDING_READ',
    message: `${path}: the recording cannot be read (${words})`,
    hint: 'Check the name and the permissions of the file.',
    cause: error,
  });
}
