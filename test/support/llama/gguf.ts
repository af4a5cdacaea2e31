import { writeFileSync } from 'node:fs';

/** A value of a GGUF file's metadata, with its type. */
export type GgufValue =
  | { readonly type: 'string'; readonly value: string }
  | { readonly type: 'u32' | 'i32' | 'f32'; readonly value: number }
  | { readonly type: 'strings'; readonly value: readonly string[] }
  | { readonly type: 'f32s' | 'i32s'; readonly value: readonly number[] };

export interface GgufTensor {
  /** Length of a row first, as ggml has it. */
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** Numbers of the types in the format's specification, version 3. */
const kinds = { u32: 4, i32: 5, f32: 6, string: 8, array: 9 } as const;
const ALIGNMENT = 32;
const F32 = 0;

/** Writes a GGUF file, version 3, all tensors as 32-bit floats. */
export function writeGguf(
  path: string,
  metadata: Readonly<Record<string, GgufValue>>,
  tensors: Readonly<Record<string, GgufTensor>>,
): void {
  const head: Buffer[] = [Buffer.from('GGUF'), u32(3)];
  head.push(u64(Object.keys(tensors).length), u64(Object.keys(metadata).length));
  for (const [key, value] of Object.entries(metadata)) head.push(text(key), ...valueBytes(value));
  let offset = 0;
  for (const [name, { shape, data }] of Object.entries(tensors)) {
    head.push(text(name), u32(shape.length), ...shape.map(u64), u32(F32), u64(offset));
    offset += aligned(data.byteLength);
  }
  const headBytes = Buffer.concat(head);
  const body = Object.values(tensors).flatMap(({ data }) => {
    const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
    return [bytes, padding(bytes.length)];
  });
  writeFileSync(path, Buffer.concat([headBytes, padding(headBytes.length), ...body]));
}

function valueBytes(value: GgufValue): Buffer[] {
  switch (value.type) {
    case 'string':
      return [u32(kinds.string), text(value.value)];
    case 'strings':
      return [...arrayHead('string', value.value.length), ...value.value.map(text)];
    case 'f32s':
      return [...arrayHead('f32', value.value.length), ...value.value.map(f32)];
    case 'i32s':
      return [...arrayHead('i32', value.value.length), ...value.value.map(u32)];
    case 'f32':
      return [u32(kinds.f32), f32(value.value)];
    case 'u32':
    case 'i32':
      return [u32(kinds[value.type]), u32(value.value)];
  }
}

function arrayHead(kind: keyof typeof kinds, length: number): Buffer[] {
  return [u32(kinds.array), u32(kinds[kind]), u64(length)];
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([u64(bytes.length), bytes]);
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function u64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}

function f32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeFloatLE(value);
  return bytes;
}

function aligned(length: number): number {
  return Math.ceil(length / ALIGNMENT) * ALIGNMENT;
}

function padding(length: number): Buffer {
  return Buffer.alloc(aligned(length) - length);
}
