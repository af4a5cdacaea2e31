import type { Finding } from '../probe.ts';

/** What was asked for, or the finding with which the look ends. */
export type Read<T> =
  | { readonly kind: 'read'; readonly value: T }
  | { readonly kind: 'finding'; readonly finding: Finding };

export function read<T>(value: T): Read<T> {
  return { kind: 'read', value };
}

export function ends(finding: Finding): Read<never> {
  return { kind: 'finding', finding };
}
