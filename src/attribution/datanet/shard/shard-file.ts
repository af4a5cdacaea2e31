import { createHash } from 'node:crypto';
import { type FileHandle, open, rename } from 'node:fs/promises';
import { endianness } from 'node:os';
import { z } from 'zod';
import { damaged, inaccessible } from '../errors.ts';
import { type ShardData, sectionsOf } from './shard-data.ts';

/** `WLSHARD` and the version of the format. */
const MAGIC = Uint8Array.from([0x57, 0x4c, 0x53, 0x48, 0x41, 0x52, 0x44, 0x01]);
/** Sections begin at multiples of it, so that every array can be viewed where it lies. */
const ALIGNMENT = 8;
/** Bytes of the magic and of the header's length. */
const PREAMBLE = 16;
/** A header has some 600 bytes. */
const MAX_HEADER_BYTES = 65_536;

const arrays = { Uint8Array, Uint16Array, Uint32Array, Int32Array } as const;

const sectionSchema = z.strictObject({
  type: z.enum(['Uint8Array', 'Uint16Array', 'Uint32Array', 'Int32Array']),
  offset: z.int().nonnegative().multipleOf(ALIGNMENT),
  length: z.int().nonnegative(),
});

const headerSchema = z.strictObject({
  tokeniser: z.string(),
  endianness: z.enum(['LE', 'BE']),
  gram: z.int().positive(),
  sections: z.strictObject({
    tokens: sectionSchema,
    suffixes: sectionSchema,
    filter: sectionSchema,
    keys: sectionSchema,
    keyEnds: sectionSchema,
    slots: sectionSchema,
    ordinals: sectionSchema,
    starts: sectionSchema,
  }),
});
type Header = z.infer<typeof headerSchema>;

/**
 * Writes a shard beside its place, then moves it there: a file that has its name is whole.
 *
 * @returns SHA-256 of its bytes, in hex, and how many they are
 * @throws WeaklinkError E_DATANET_FILE
 */
export async function writeShard(
  path: string,
  data: ShardData,
): Promise<{ readonly sha256: string; readonly bytes: number }> {
  const draft = `${path}.${process.pid}.draft`;
  const pieces = piecesOf(data);
  const hash = createHash('sha256');
  let bytes = 0;
  try {
    const file = await open(draft, 'w', 0o600);
    try {
      for (const piece of pieces) {
        hash.update(piece);
        await file.appendFile(piece);
        bytes += piece.length;
      }
      await file.datasync();
    } finally {
      await file.close();
    }
    await rename(draft, path);
  } catch (error) {
    throw inaccessible(path, 'written', error);
  }
  return { sha256: hash.digest('hex'), bytes };
}

/** The file, piece by piece: preamble, header, sections, each filled up to the alignment. */
function piecesOf(data: ShardData): readonly Uint8Array[] {
  const sections = Object.entries(sectionsOf(data));
  // The header tells offsets from its own end, so that its length changes none of them.
  let offset = 0;
  const places = sections.map(([name, array]) => {
    const place = { type: typeOf(array), offset, length: array.length };
    offset += aligned(array.byteLength);
    return [name, place] as const;
  });
  const header = new TextEncoder().encode(
    JSON.stringify({
      tokeniser: data.tokeniser,
      endianness: endianness(),
      gram: data.filter.gram,
      sections: Object.fromEntries(places),
    }),
  );
  const preamble = new Uint8Array(PREAMBLE);
  preamble.set(MAGIC);
  new DataView(preamble.buffer).setUint32(MAGIC.length, header.length, true);
  return [preamble, header, ...sections.map(([, array]) => array)].map(filledUp);
}

function typeOf(array: Uint8Array | Uint16Array | Uint32Array | Int32Array): string {
  return array.constructor.name;
}

function aligned(bytes: number): number {
  return Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
}

function filledUp(array: ArrayBufferView): Uint8Array {
  const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
  if (bytes.length === aligned(bytes.length)) return bytes;
  const longer = new Uint8Array(aligned(bytes.length));
  longer.set(bytes);
  return longer;
}

/**
 * A shard as it lies in its file: read once, then viewed in place.
 *
 * @param sha256 what its bytes must hash to
 * @throws WeaklinkError E_DATANET_DAMAGED, E_DATANET_FILE
 */
export async function readShard(path: string, sha256: string): Promise<ShardData> {
  const buffer = await readAll(path);
  if (createHash('sha256').update(buffer).digest('hex') !== sha256) {
    throw damaged(path, 'its bytes are not those that were written (SHA-256 differs)');
  }
  const headerBytes = headerLength(buffer);
  if (headerBytes === null) throw damaged(path, 'is no shard of this version');
  const header = parseHeader(path, buffer.subarray(PREAMBLE, PREAMBLE + headerBytes));
  if (header.endianness !== endianness()) {
    throw damaged(path, 'was written on a machine with another order of bytes');
  }
  return viewed(path, buffer, aligned(PREAMBLE + headerBytes), header);
}

async function readAll(path: string): Promise<Uint8Array<ArrayBuffer>> {
  let file: FileHandle | undefined;
  try {
    file = await open(path);
    const { size } = await file.stat();
    // Of its own, not of a pool: the views need an aligned beginning.
    const buffer = new Uint8Array(new ArrayBuffer(size));
    let filled = 0;
    for (let read = 1; read > 0 && filled < size; filled += read) {
      read = (await file.read(buffer, filled, size - filled, filled)).bytesRead;
    }
    return buffer.subarray(0, filled);
  } catch (error) {
    throw inaccessible(path, 'read', error);
  } finally {
    await file?.close();
  }
}

/** Null where the file does not begin as a shard does. */
function headerLength(buffer: Uint8Array): number | null {
  if (buffer.length < PREAMBLE || MAGIC.some((byte, at) => buffer[at] !== byte)) return null;
  const length = new DataView(buffer.buffer).getUint32(MAGIC.length, true);
  return length <= MAX_HEADER_BYTES ? length : null;
}

function parseHeader(path: string, bytes: Uint8Array): Header {
  try {
    return headerSchema.parse(JSON.parse(new TextDecoder().decode(bytes)));
  } catch (cause) {
    throw damaged(path, 'has no header that this version understands', cause);
  }
}

function viewed(
  path: string,
  { buffer }: Uint8Array<ArrayBuffer>,
  base: number,
  { sections, gram, tokeniser }: Header,
): ShardData {
  const view = <T extends keyof typeof arrays>(
    { type, offset, length }: z.infer<typeof sectionSchema>,
    ...allowed: readonly T[]
  ) => {
    const make = arrays[type as T];
    if (
      !allowed.includes(type as T) ||
      base + offset + length * make.BYTES_PER_ELEMENT > buffer.byteLength
    ) {
      throw damaged(path, 'its sections do not lie within it');
    }
    return new make(buffer, base + offset, length) as InstanceType<(typeof arrays)[T]>;
  };
  return {
    tokeniser,
    tokens: view(sections.tokens, 'Uint16Array', 'Uint32Array'),
    suffixes: view(sections.suffixes, 'Int32Array'),
    filter: { gram, bits: view(sections.filter, 'Uint32Array') },
    vocabulary: {
      keys: view(sections.keys, 'Uint8Array'),
      keyEnds: view(sections.keyEnds, 'Uint32Array'),
      slots: view(sections.slots, 'Uint16Array', 'Uint32Array'),
    },
    ordinals: view(sections.ordinals, 'Uint32Array'),
    starts: view(sections.starts, 'Int32Array'),
  };
}
