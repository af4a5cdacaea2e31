import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A directory that is gone after the test. One of several at once hands in its own `atEnd`. */
export async function scratch(
  atEnd: (remove: () => Promise<void>) => void = onTestFinished,
): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'weaklink-test-'));
  atEnd(() => rm(directory, { recursive: true, force: true }));
  return directory;
}
