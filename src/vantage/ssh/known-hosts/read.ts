import { readRegularFile } from '../../../platform/regular-file.ts';
import { type KnownHost, parseKnownHosts } from './line.ts';

/** Bytes of one file of known hosts: about 12,000 hosts. */
const MAX_FILE_BYTES = 4_194_304;

/** All lines of these files in their order; a file that is missing or may not be read has none. */
export async function readKnownHosts(files: readonly string[]): Promise<readonly KnownHost[]> {
  const read = await Promise.all(files.map(readOne));
  return read.flat();
}

async function readOne(file: string): Promise<readonly KnownHost[]> {
  const read = await readRegularFile(file, MAX_FILE_BYTES);
  return read.kind === 'read' ? parseKnownHosts(read.bytes.toString('utf8'), file) : [];
}
