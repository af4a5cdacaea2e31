import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { parse } from 'csv-parse';
import type { ReadText } from '../../attribution/ingest/http/text-receiver.ts';
import { type Line, linesOf } from '../../events/recording/lines.ts';
import { WeaklinkError } from '../../platform/errors.ts';
import { safe } from '../../text/sanitise.ts';
import type { SourceName, SourceReader } from './sources.ts';

/** Bytes of one line: an export request of 512 spans with their answers. */
const LINE_BYTES = 33_554_432;
/** Bytes of a file that is one document over many lines. */
const DOCUMENT_BYTES = 134_217_728;

/** Ends of the names of tables: the first line names the columns, each record is read as an object. */
const csvName = /\.csv(?:\.gz)?$/i;
/** Ends of the names of files that hold protobuf. */
const protobufName = /\.(?:pb|binpb|bin|protobuf)(?:\.gz)?$/i;

export interface FileRead extends ReadText {
  /** Of the first line that could not be read. */
  readonly firstUnread: number | null;
}

/**
 * Gives what a file holds, piece by piece: line by line, or as a whole where its first line is no
 * document by itself. `-` is stdin; `.gz` is unpacked; `.csv` is a table with a head.
 *
 * @throws WeaklinkError E_FILE, E_INGEST_FILE
 */
export async function* readFile(
  path: string,
  source: SourceName,
  reader: SourceReader,
): AsyncGenerator<FileRead, void, undefined> {
  const bytes = chunksOf(path, await openFile(path));
  if (source === 'otlp' && protobufName.test(path)) {
    yield whole(path, reader.bytes(await collect(path, bytes)));
    return;
  }
  if (csvName.test(path)) {
    yield* records(path, bytes, reader);
    return;
  }
  let documents = 0;
  const rest: string[] = [];
  let restBytes = 0;
  for await (const line of linesOf(bytes, LINE_BYTES)) {
    const text = textOf(line);
    if (text.trim() === '' && rest.length === 0) continue;
    const read = rest.length > 0 ? null : line.bytes && reader.text(text);
    if (read) {
      documents += 1;
      yield { ...read, firstUnread: read.unread > 0 ? line.number : null };
    } else if (documents > 0 || source === 'log') {
      yield { inferences: [], unread: 1, firstUnread: line.number };
    } else {
      restBytes += text.length;
      if (restBytes > DOCUMENT_BYTES) throw tooLarge(path);
      rest.push(text);
    }
  }
  if (rest.length > 0) yield whole(path, reader.text(rest.join('\n')));
}

async function* records(
  path: string,
  bytes: AsyncIterable<Buffer>,
  reader: SourceReader,
): AsyncGenerator<FileRead, void, undefined> {
  const options = {
    columns: true,
    bom: true,
    info: true,
    relax_column_count: true,
    max_record_size: LINE_BYTES,
  };
  // What fails before it reaches the table ends its reading too.
  const table = pipeline(Readable.from(bytes), parse(options), () => {});
  try {
    for await (const { record, info } of table as AsyncIterable<CsvRecord>) {
      const read = reader.text(JSON.stringify(record)) ?? { inferences: [], unread: 1 };
      yield { ...read, firstUnread: read.unread > 0 ? info.lines : null };
    }
  } catch (error) {
    if (error instanceof WeaklinkError) throw error;
    throw notReadable(path, error);
  }
}

interface CsvRecord {
  readonly record: Readonly<Record<string, string>>;
  readonly info: { readonly lines: number };
}

function textOf({ bytes, number }: Line): string {
  const text = bytes?.toString('utf8') ?? '';
  return number === 1 ? text.replace(/^\ufeff/, '') : text;
}

function whole(path: string, read: ReadText | null): FileRead {
  if (read) return { ...read, firstUnread: null };
  throw new WeaklinkError({
    code: 'E_INGEST_FILE',
    message: `${safe`${path}`}: it holds nothing of this source`,
    hint: 'Look whether it is the right file, and the right source: otlp, litellm or log.',
  });
}

async function openFile(path: string): Promise<Readable> {
  if (path === '-') return process.stdin;
  try {
    // Opening a FIFO would wait for somebody to write into it.
    if (!(await stat(path)).isFile()) throw new Error('it is not a regular file');
  } catch (error) {
    throw notReadable(path, error);
  }
  return createReadStream(path);
}

async function* chunksOf(path: string, file: Readable): AsyncGenerator<Buffer, void, undefined> {
  const packed = path.endsWith('.gz');
  const source = packed ? file.pipe(createGunzip()) : file;
  // A pipe hands no errors on.
  if (packed) file.on('error', (error) => source.destroy(error));
  try {
    for await (const chunk of source) yield chunk as Buffer;
  } catch (error) {
    throw notReadable(path, error);
  } finally {
    file.destroy();
  }
}

async function collect(path: string, chunks: AsyncIterable<Buffer>): Promise<Buffer> {
  const all: Buffer[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    length += chunk.length;
    if (length > DOCUMENT_BYTES) throw tooLarge(path);
    all.push(chunk);
  }
  return Buffer.concat(all);
}

function tooLarge(path: string): WeaklinkError {
  return new WeaklinkError({
    code: 'E_INGEST_FILE',
    message: `${safe`${path}`}: one document of more than ${DOCUMENT_BYTES} bytes`,
    hint: 'Write it as JSON Lines, one entry a line.',
  });
}

function notReadable(path: string, error: unknown): WeaklinkError {
  const words = error instanceof Error ? error.message : String(error);
  return new WeaklinkError({
    code: 'E_FILE',
    message: `${safe`${path}`}: ${words.startsWith('ENOENT') ? 'there is no such file' : safe`it cannot be read (${words})`}`,
    hint: 'Check the name and the permissions of the file; "-" is stdin.',
    cause: error,
  });
}
