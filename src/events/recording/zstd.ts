import zlib from 'node:zlib';
import { WeaklinkError } from '../../platform/errors.ts';

/** @throws WeaklinkError E_RECORDING_ZSTD on a Node without zstd */
export function zstd(path: string) {
  const { createZstdCompress, createZstdDecompress } = zlib;
  if (typeof createZstdCompress === 'function') return { createZstdCompress, createZstdDecompress };
  throw new WeaklinkError({
    code: 'E_RECORDING_ZSTD',
    message: `${path}: this Node (${process.version}) knows no zstd`,
    hint: 'Use Node 22.19 or newer, or a recording without .zst.',
  });
}
