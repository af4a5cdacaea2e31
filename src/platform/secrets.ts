import { z } from 'zod';
import { WeaklinkError } from './errors.ts';
import { ExitCode } from './exit-codes.ts';
import { limits } from './limits.ts';
import { readRegularFile } from './regular-file.ts';

/** Bytes of a secret's file. The longest real tokens are a few kB; a larger file is the wrong one. */
const MAX_SECRET_BYTES = 65_536;

const reference = /^(?:env:[A-Za-z_][A-Za-z0-9_]*|file:\/[^\0\r\n]+)$/;

/**
 * What is said of a value that is no reference. The value itself never appears: it may be the
 * secret. The chain loader knows such problems by these very words.
 */
export const secretGrammar = 'not a reference to a secret: write env:NAME or file:/absolute/path';

/**
 * The schema of a probe option that names a secret, for `probes/<kind>/options.ts`. It takes
 * `env:NAME` and `file:/absolute/path`, and refuses everything else without repeating it.
 */
export function secretReference() {
  return z
    .string({ error: secretGrammar })
    .regex(reference, { error: secretGrammar })
    .meta({ description: 'Reference to a secret: env:NAME or file:/absolute/path.' });
}

export function isSecretReference(text: string): boolean {
  return reference.test(text);
}

/** The part of the text room's redactor that resolving needs. */
export interface SecretLearner {
  learn(value: string): void;
}

/**
 * The value behind a reference, which the redactor knows before anybody else does: an environment
 * variable, or the only line of a file, without the white space around it.
 *
 * @throws WeaklinkError E_SECRET, whose message names the reference and never the value
 */
export async function resolveSecret(
  text: string,
  redactor: SecretLearner,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Promise<string> {
  if (!isSecretReference(text)) throw secretError(`a secret is ${secretGrammar}`);
  const from = text.slice(text.indexOf(':') + 1);
  const value = text.startsWith('env:') ? environment[from] : await readSecretFile(text, from);
  if (value === undefined) throw secretError(`${text}: the environment variable is not set`);
  const secret = value.trim();
  const problem = problemOf(secret);
  if (problem !== undefined) throw secretError(`${text}: ${problem}`);
  redactor.learn(secret);
  return secret;
}

async function readSecretFile(text: string, path: string): Promise<string> {
  const read = await readRegularFile(path, MAX_SECRET_BYTES);
  switch (read.kind) {
    case 'read':
      return read.bytes.toString('utf8');
    case 'not-regular':
      throw secretError(`${text}: not a regular file`);
    case 'too-large':
      throw secretError(`${text}: larger than ${MAX_SECRET_BYTES} bytes`);
    case 'failed':
      throw secretError(`${text}: cannot be read (${read.errno})`);
  }
}

function problemOf(secret: string): string | undefined {
  if (secret === '') return 'is empty';
  if (/[\p{Cc}\uFFFD]/u.test(secret)) return 'holds more than one line of text';
  if (secret.length < limits.secretCharacters) {
    return `is shorter than ${limits.secretCharacters} characters, too short to keep it out of what is shown`;
  }
  return undefined;
}

function secretError(message: string): WeaklinkError {
  return new WeaklinkError({
    code: 'E_SECRET',
    message,
    hint: 'Set the variable, or put the secret alone into a file that weaklink may read.',
    exitCode: ExitCode.CouldNotLook,
  });
}
