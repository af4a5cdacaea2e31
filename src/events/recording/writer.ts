import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ZstdCompress } from 'node:zlib';
import { WeaklinkError } from '../../platform/errors.ts';
import { sanitise } from '../../text/sanitise.ts';
import type { EventKind, WeaklinkEvent } from '../types.ts';
import { COMPRESSED_ENDING, endLine, newChecksum } from './format.ts';
import { zstd } from './zstd.ts';

/** Only their owner reads recordings: they name hosts, addresses and owners. */
const FILE_MODE = 0o600;
/** Milliseconds after which what was written is pushed through the compressor: a crash takes no more. */
const FLUSH_MS = 1_000;

export interface RecordingOptions {
  /** Replace a file of this name. Default false: it is an error. */
  readonly overwrite?: boolean;
}

export interface RecordingResult {
  readonly events: number;
  /** Of every byte before the end line, as hexadecimal digits. */
  readonly sha256: string;
  /** Events by kind. */
  readonly kinds: ReadonlyMap<EventKind, number>;
  /** Milliseconds from the earliest event to the latest. */
  readonly spanMs: number;
}

/** Writes events to one file, compressed when its name ends in `.zst`. */
export class RecordingWriter {
  readonly path: string;
  readonly #head: Writable;
  readonly #compressor: ZstdCompress | undefined;
  readonly #written: Promise<void>;
  readonly #checksum = newChecksum();
  readonly #kinds = new Map<EventKind, number>();
  #firstMs = Number.POSITIVE_INFINITY;
  #lastMs = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;
  #events = 0;
  #failure: WeaklinkError | undefined;

  private constructor(path: string, file: Writable) {
    this.path = path;
    this.#compressor = path.endsWith(COMPRESSED_ENDING)
      ? zstd(path).createZstdCompress()
      : undefined;
    this.#head = this.#compressor ?? file;
    const finished = this.#compressor ? pipeline(this.#compressor, file) : once(file, 'close');
    this.#written = finished.then(
      () => {},
      (error) => this.#fail(error),
    );
  }

  /**
   * @throws WeaklinkError E_RECORDING_EXISTS, E_RECORDING_WRITE, E_RECORDING_ZSTD
   */
  static async create(path: string, options: RecordingOptions = {}): Promise<RecordingWriter> {
    if (path.endsWith(COMPRESSED_ENDING)) zstd(path);
    try {
      // A link of that name is removed, not followed; then the file is new and private in any case.
      if (options.overwrite) await rm(path, { force: true });
      const file = createWriteStream(path, { flags: 'wx', mode: FILE_MODE });
      await once(file, 'open');
      return new RecordingWriter(path, file);
    } catch (error) {
      throw trouble(path, error);
    }
  }

  get events(): number {
    return this.#events;
  }

  /**
   * Writes one event; wait for it before the next, so that a slow disk slows its writer down.
   *
   * @throws WeaklinkError E_RECORDING_WRITE
   */
  async write(event: WeaklinkEvent): Promise<void> {
    if (this.#failure) throw this.#failure;
    const line = `${JSON.stringify(event)}\n`;
    this.#checksum.update(line);
    this.#count(event);
    this.#timer ??= setTimeout(() => this.#flush(), FLUSH_MS).unref();
    if (this.#head.write(line)) return;
    await Promise.race([once(this.#head, 'drain'), this.#written]).catch((error) => {
      this.#fail(error);
    });
    if (this.#failure) throw this.#failure;
  }

  /**
   * Writes the end line and closes the file.
   *
   * @throws WeaklinkError E_RECORDING_WRITE
   */
  async close(): Promise<RecordingResult> {
    clearTimeout(this.#timer);
    if (this.#failure) throw this.#failure;
    const sha256 = this.#checksum.digest('hex');
    this.#head.end(endLine(this.#events, sha256));
    await this.#written;
    if (this.#failure) throw this.#failure;
    const spanMs = Math.max(0, this.#lastMs - this.#firstMs);
    return { events: this.#events, sha256, kinds: this.#kinds, spanMs };
  }

  #count({ type, time }: WeaklinkEvent): void {
    const kind = type.slice('weaklink.'.length) as EventKind;
    this.#kinds.set(kind, (this.#kinds.get(kind) ?? 0) + 1);
    const ms = Date.parse(time);
    this.#firstMs = Math.min(this.#firstMs, ms);
    this.#lastMs = Math.max(this.#lastMs, ms);
    this.#events += 1;
  }

  #flush(): void {
    this.#timer = undefined;
    this.#compressor?.flush();
  }

  #fail(error: unknown): void {
    this.#failure ??= trouble(this.path, error);
  }
}

function trouble(path: string, error: unknown): WeaklinkError {
  if (error instanceof WeaklinkError) return error;
  if (error instanceof Error && 'code' in error && error.code === 'EEXIST') {
    return new WeaklinkError({
      code: 'E_RECORDING_EXISTS',
      message: `${path}: there is such a file already`,
      hint: 'Choose another name, or add --overwrite.',
    });
  }
  const words = sanitise(error instanceof Error ? error.message : String(error));
  return new WeaklinkError({
    code: 'E_RECORDING_WRITE',
    message: `${path}: the recording cannot be written (${words})`,
    hint: 'Check that the directory exists, may be written and has room.',
    cause: error,
  });
}
