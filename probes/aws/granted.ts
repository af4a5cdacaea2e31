import type { Expiring } from '../cloud/token-memory.ts';
import { CloudTrouble } from '../cloud/trouble.ts';
import { at, textAt } from '../data/json.ts';
import type { AwsKeys } from './sign.ts';

/** Names of the members under which a service hands out keys: services differ in how they write them. */
export interface Spelling {
  readonly id: string;
  readonly secret: string;
  readonly token: string;
  readonly expires: string;
}

export const inJson: Spelling = {
  id: 'AccessKeyId',
  secret: 'SecretAccessKey',
  token: 'Token',
  expires: 'Expiration',
};
export const ofSts: Spelling = { ...inJson, token: 'SessionToken' };
export const ofSso: Spelling = {
  id: 'accessKeyId',
  secret: 'secretAccessKey',
  token: 'sessionToken',
  expires: 'expiration',
};

/**
 * Keys in an answer.
 * @throws CloudTrouble `cloud.malformed`, naming the service and none of its text
 */
export function grantedIn(document: unknown, from: string, spelling: Spelling): Expiring<AwsKeys> {
  const accessKeyId = textAt(document, spelling.id);
  const secretAccessKey = textAt(document, spelling.secret);
  if (accessKeyId === undefined || secretAccessKey === undefined) {
    throw new CloudTrouble('cloud.malformed', `${from} handed out no keys`);
  }
  const expires = at(document, spelling.expires);
  const expiresMs = typeof expires === 'number' ? expires : Date.parse(String(expires ?? ''));
  return {
    value: { accessKeyId, secretAccessKey, sessionToken: textAt(document, spelling.token) },
    expiresMs: Number.isNaN(expiresMs) ? undefined : expiresMs,
  };
}
