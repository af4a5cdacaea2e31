import { WeaklinkError } from '../platform/errors.ts';
import { readRegularFile } from '../platform/regular-file.ts';
import { safe, sanitise } from '../text/sanitise.ts';
import { snapshotSchema } from './schema.ts';
import type { Snapshot } from './types.ts';

/** Bytes of a snapshot: 2,000 links with some forty things each. */
const MAX_BYTES = 33_554_432;

/** The same snapshot, the same bytes. */
export function snapshotText(snapshot: Snapshot): string {
  return `${JSON.stringify(snapshot, null, 2)}\n`;
}

/** @throws WeaklinkError E_SNAPSHOT */
export async function readSnapshot(path: string): Promise<Snapshot> {
  const read = await readRegularFile(path, MAX_BYTES);
  if (read.kind !== 'read') {
    const why = read.kind === 'failed' ? read.errno : read.kind;
    throw noSnapshot(path, safe`it cannot be read (${why})`);
  }
  return parseSnapshot(read.bytes.toString('utf8'), path);
}

/** @throws WeaklinkError E_SNAPSHOT */
export function parseSnapshot(json: string, path: string): Snapshot {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    throw noSnapshot(path, safe`it is no JSON`);
  }
  const parsed = snapshotSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw noSnapshot(path, safe`${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`);
}

function noSnapshot(path: string, why: string): WeaklinkError {
  return new WeaklinkError({
    code: 'E_SNAPSHOT',
    message: `${sanitise(path)}: not a snapshot of weaklink: ${why}`,
    hint: 'Write one with "weaklink snapshot -o FILE".',
  });
}
