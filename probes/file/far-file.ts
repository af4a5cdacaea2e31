import { isRemote, mountAt, parseMountInfo } from '../host/mounts.ts';
import type { LookContext } from '../probe.ts';
import { programDeadlineMs } from '../system/program-deadline.ts';
import { readText, textOf } from '../system/read.ts';
import { unlessLost } from '../system/unless-lost.ts';

/** Milliseconds for one program; a file server that is well answers in some tens. */
const PROGRAM_MS = 2_000;
/** Bytes of the table of mounts; hosts with many containers have long ones. */
const TABLE_BYTES = 1_048_576;

export type FarFile =
  | { readonly kind: 'read'; readonly sizeBytes: number; readonly sha256: string }
  | { readonly kind: 'missing' | 'forbidden' | 'silent' }
  | { readonly kind: 'too-large'; readonly sizeBytes: number }
  | { readonly kind: 'failed'; readonly why: string };

/**
 * Whether a path of this machine lies on a file system whose server may be gone. Reading it here
 * would take one of the few threads that read files for good; elsewhere a program reads in any case.
 */
export async function areFar(
  paths: readonly string[],
  { vantage }: LookContext,
): Promise<ReadonlySet<string>> {
  if (vantage.name !== 'local') return new Set();
  const table = textOf(await readText(vantage, '/proc/self/mountinfo', TABLE_BYTES)) ?? '';
  const mounts = parseMountInfo(table);
  if (!mounts.some(isRemote)) return new Set();
  return new Set(
    paths.filter((path) => {
      const mount = mountAt(mounts, path);
      return mount !== undefined && isRemote(mount);
    }),
  );
}

/** A file of a file server, through programs that may hang in our place. */
export async function readFar(
  path: string,
  maxBytes: number,
  context: LookContext,
): Promise<FarFile> {
  const size = await run(['stat', '-L', '-c', '%s', '--', path], context);
  if (size.kind !== 'done') return size;
  const sizeBytes = Number(size.stdout);
  if (!Number.isSafeInteger(sizeBytes)) return { kind: 'failed', why: 'stat tells no size' };
  if (sizeBytes > maxBytes) return { kind: 'too-large', sizeBytes };
  const digest = await run(['sha256sum', '--', path], context);
  if (digest.kind !== 'done') return digest;
  const sha256 = /^\\?([0-9a-f]{64}) /.exec(digest.stdout)?.[1];
  return sha256 === undefined
    ? { kind: 'failed', why: 'sha256sum tells no digest' }
    : { kind: 'read', sizeBytes, sha256 };
}

type Ran = { readonly kind: 'done'; readonly stdout: string } | Exclude<FarFile, { kind: 'read' }>;

async function run(argv: readonly [string, ...string[]], context: LookContext): Promise<Ran> {
  const ran = await context.vantage.exec(argv, {
    deadlineMs: programDeadlineMs(context, PROGRAM_MS),
    signal: context.signal,
  });
  const result = unlessLost(ran);
  switch (result.kind) {
    case 'timed-out':
      return { kind: 'silent' };
    case 'ended':
      if (result.exitCode === 0) return { kind: 'done', stdout: result.stdout };
      if (/no such file|not a directory/i.test(result.stderr)) return { kind: 'missing' };
      if (/permission denied|not permitted/i.test(result.stderr)) return { kind: 'forbidden' };
      return { kind: 'failed', why: result.stderr.trim().split('\n', 1).join() };
    case 'not-started':
      return { kind: 'failed', why: result.code };
    case 'aborted':
      return { kind: 'failed', why: 'cancelled' };
  }
}
