import { posix } from 'node:path';
import type { LookContext } from '../probe.ts';
import { parseKernelSigns } from '../system/kernel-signs.ts';
import { listDirectory } from '../system/list.ts';
import { readText, textOf } from '../system/read.ts';
import type { HostOptions } from './options.ts';

/** Where the kernel keeps what it logged before it died. */
const PLACE = 'sys/fs/pstore';
/** Files of it that are read: one panic is cut into about ten. */
const MOST_FILES = 16;
/** Bytes of one file. */
const FILE_BYTES = 65_536;

/** The line with which the kernel died last time; null where the firmware kept none, or nobody may read it. */
export async function readLastWords(
  { root }: HostOptions,
  context: LookContext,
): Promise<string | null> {
  const folder = posix.join(root, PLACE);
  const files = await listDirectory(context, folder, MOST_FILES);
  if (files.kind !== 'listed') return null;
  const texts = await Promise.all(
    files.names
      .filter((name) => name.startsWith('dmesg-') && !name.endsWith('.z'))
      .map((name) => readText(context.vantage, posix.join(folder, name), FILE_BYTES)),
  );
  return lastWordsOf(texts.map((text) => textOf(text) ?? ''));
}

export function lastWordsOf(texts: readonly string[]): string | null {
  const faults = texts
    .flatMap((text) => parseKernelSigns(text, { nowMs: 0, uptimeMs: undefined }))
    .filter(({ kind }) => kind === 'kernel-fault');
  const panic = faults.findLast(({ line }) => line.includes('Kernel panic'));
  return (panic ?? faults.at(0))?.line ?? null;
}
