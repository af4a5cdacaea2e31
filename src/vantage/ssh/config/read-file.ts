import { join } from 'node:path';
import { readRegularFile } from '../../../platform/regular-file.ts';
import type { SshAddress } from '../address.ts';
import type { SshEnvironment } from '../environment.ts';
import type { Settings } from './settings.ts';

/** Bytes of one configuration file; long ones have a few hundred hosts. */
const MAX_BYTES = 1_048_576;
const SYSTEM_FILE = '/etc/ssh/ssh_config';

/**
 * What the user's configuration says of a host where no ssh client is there to ask. `Match exec` is
 * never evaluated, and `Include` not followed.
 */
export async function readConfigFiles(
  address: SshAddress,
  { configFile, home }: SshEnvironment,
): Promise<Settings> {
  const files =
    configFile === undefined ? [join(home, '.ssh', 'config'), SYSTEM_FILE] : [configFile];
  const texts = await Promise.all(files.map(textOf));
  const { default: parser } = await import('ssh-config');
  // The first value found counts, so that the user's own file comes before the system's.
  const found = parser
    .parse(texts.join('\nHost *\n'))
    .compute(
      { Host: address.host, ...(address.user === undefined ? {} : { User: address.user }) },
      { ignoreCase: true, matchExec: false },
    );
  return new Map(
    Object.entries(found).map(([name, value]) => [
      name.toLowerCase(),
      Array.isArray(value) ? value : [value],
    ]),
  );
}

async function textOf(file: string): Promise<string> {
  const read = await readRegularFile(file, MAX_BYTES);
  return read.kind === 'read' ? read.bytes.toString('utf8') : '';
}
