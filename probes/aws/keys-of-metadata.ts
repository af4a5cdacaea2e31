import type { Asking } from '../cloud/look.ts';
import { parseJson } from '../data/json.ts';
import { grantedIn, inJson } from './granted.ts';
import type { Source } from './keys.ts';
import { Metadata } from './metadata.ts';
import type { AwsKeyOptions } from './options.ts';

const ROLES = 'meta-data/iam/security-credentials/';
/** Names of roles: they become part of a path. */
const ROLE = /^[\w+=,.@-]{1,64}$/;

/** Keys of the role of the machine that the look stands on. */
export const metadataKeys: Source = async (options: AwsKeyOptions, asking: Asking) => {
  const metadata = await Metadata.open(options, asking);
  const listed = await metadata?.read(ROLES);
  const role = listed?.trim().split('\n')[0] ?? '';
  if (!metadata || !ROLE.test(role)) return undefined;
  const text = await metadata.read(`${ROLES}${role}`);
  return text === undefined
    ? undefined
    : grantedIn(parseJson(text), 'the metadata service', inJson);
};
