import { limits } from '../../src/platform/limits.ts';
import type { LookContext } from '../probe.ts';
import { readText } from '../system/read.ts';
import { CloudTrouble } from './trouble.ts';

/** Bytes of a file with credentials; the largest, a profile per account of a large company, have some 100 kB. */
const FILE_BYTES = 1_048_576;

/** Tells the redactor of a secret that came from elsewhere than a reference, and gives it back. */
export function learned({ redactor }: LookContext, secret: string): string {
  if (secret.length >= limits.secretCharacters) redactor.learn(secret);
  return secret;
}

/** A secret in a variable of this process, which the redactor then knows; undefined where it is not set. */
export async function secretVariable(
  { secret }: LookContext,
  name: string,
): Promise<string | undefined> {
  return variable(name) === undefined ? undefined : secret(`env:${name}`);
}

/** A variable of this process that holds no secret; undefined where it is not set or empty. */
export function variable(name: string): string | undefined {
  const value = process.env[name];
  return value === undefined || value === '' ? undefined : value;
}

/**
 * A file of the machine that the look stands on; undefined where it does not exist.
 * @throws CloudTrouble where it exists and cannot be read
 */
export async function fileThere(
  { vantage }: LookContext,
  path: string,
): Promise<string | undefined> {
  const reading = await readText(vantage, path, FILE_BYTES);
  if (reading.kind === 'read') return reading.text;
  if (reading.kind === 'missing') return undefined;
  throw new CloudTrouble('cloud.no_credentials', `${path} cannot be read: ${reading.kind}`);
}
