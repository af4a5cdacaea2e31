import { type Hasher, ownHasher, sharedHasher } from '../../drift/hashing.ts';
import { resolveSecret } from '../../platform/secrets.ts';
import { createRedactor } from '../../text/redact.ts';
import type { GlobalOptions, OptionValues } from '../command.ts';
import { stateDirectoryOf } from '../state-directory.ts';

/**
 * What hashes values that may be secret: with the key that `--key` refers to, else with this
 * installation's own.
 *
 * @throws WeaklinkError E_SECRET
 */
export async function hasherOf(key: OptionValues[string], globals: GlobalOptions): Promise<Hasher> {
  if (typeof key !== 'string') return ownHasher(stateDirectoryOf(globals));
  return sharedHasher(await resolveSecret(key, createRedactor()));
}
