import { WeaklinkError } from '../../../platform/errors.ts';
import { readRegularFile } from '../../../platform/regular-file.ts';

/** Bytes of one file: a day of 500 services with 20 metrics a minute is about 100 MB. */
const MAX_BYTES = 128 * 1_048_576;

/**
 * The text of a file, `undefined` where there is none.
 *
 * @throws WeaklinkError E_RCA_READ when it is there and cannot be read
 */
export async function readText(file: string): Promise<string | undefined> {
  const read = await readRegularFile(file, MAX_BYTES);
  if (read.kind === 'read') return read.bytes.toString('utf8');
  if (read.kind === 'failed' && read.errno === 'ENOENT') return undefined;
  const why = {
    failed: () => (read.kind === 'failed' ? read.errno : ''),
    'not-regular': () => 'it is no regular file',
    'too-large': () => `it is larger than ${MAX_BYTES / 1_048_576} MiB`,
  }[read.kind]();
  throw new WeaklinkError({
    code: 'E_RCA_READ',
    message: `${file}: cannot be read (${why})`,
    hint: 'Name a directory with metrics.csv in it, as weaklink rca --help says.',
  });
}
