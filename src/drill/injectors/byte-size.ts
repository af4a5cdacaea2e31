import { z } from 'zod';

const unitBytes: Readonly<Record<string, number>> = {
  B: 1,
  kB: 1_000,
  MB: 1_000_000,
  GB: 1_000_000_000,
  KiB: 1_024,
  MiB: 1_048_576,
  GiB: 1_073_741_824,
};

const pattern = /^(\d{1,12}(?:\.\d{1,3})?) ?(B|kB|MB|GB|KiB|MiB|GiB)$/;

/** `64MiB`, `1.5GB` → bytes; a bare whole number is bytes. */
export const byteSize = z
  .union([z.int().min(1), z.string().regex(pattern, 'must be a size with its unit: 64MiB, 1.5GB')])
  .transform(bytesOf);

function bytesOf(size: number | string): number {
  if (typeof size === 'number') return size;
  const [, count, unit = ''] = pattern.exec(size) ?? [];
  return Math.round(Number(count) * (unitBytes[unit] ?? Number.NaN));
}

/** Bytes → `64 MiB`, for sentences. */
export function formatBytes(bytes: number): string {
  if (bytes < 1_024) return `${bytes} B`;
  if (bytes < 1_048_576) return `${Math.round(bytes / 1_024)} KiB`;
  return `${Math.round(bytes / 1_048_576)} MiB`;
}
