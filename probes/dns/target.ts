import { WeaklinkError } from '../../src/platform/errors.ts';
import { resolverOption } from '../network/endpoint.ts';

/** `name` or `name@resolver` → options. */
export function optionsOf(target: string): Readonly<Record<string, string>> | undefined {
  const [name = '', resolver, ...rest] = target.trim().split('@');
  if (name === '' || /[\s/:]/.test(name) || rest.length > 0) return undefined;
  if (resolver === undefined) return { name };
  return resolverOption.safeParse(resolver).success ? { name, resolver } : undefined;
}

/** @throws WeaklinkError E_TARGET */
export function requireOptions(target: string): Readonly<Record<string, string>> {
  const options = optionsOf(target);
  if (options) return options;
  throw new WeaklinkError({
    code: 'E_TARGET',
    message: `dns: "${target}" is not a name to look up`,
    hint: "Give a name, and a resolver after @ where it is not the system's: api.example.com@9.9.9.9",
  });
}
