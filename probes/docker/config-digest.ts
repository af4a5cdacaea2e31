import { createHash } from 'node:crypto';
import { hideArguments } from '../process/hide-arguments.ts';
import type { Container } from './container.ts';

/** Hex digits of the digest that are kept: they tell configurations apart. */
const DIGEST_DIGITS = 16;

/**
 * What a container was told to do, as a digest: two that are equal were started alike. Of the
 * environment only the names count, and arguments that are named like secrets not at all: a digest
 * of little else than a password could be guessed.
 */
export function configDigest({ Config: config }: Container): string {
  const { Entrypoint = [], Cmd = [], Env = [], User = '', WorkingDir = '' } = config;
  const names = Env.map((entry) => entry.split('=', 1)[0] ?? '').sort();
  const told = [hideArguments([...Entrypoint, ...Cmd]), names, User, WorkingDir];
  return createHash('sha256').update(JSON.stringify(told)).digest('hex').slice(0, DIGEST_DIGITS);
}
