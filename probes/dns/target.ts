import { WeaklinkError } from '../../src/platform/errors.ts';
import { resolverOption } from '../network/endpoint.ts';

/** `name` or `name@resolver` → options; names that only the system knows are asked that way. */
export function optionsOf(target: string): Readonly<Record<string, string>> | undefined {
  const [name = '', resolver, ...rest] = target.trim().split('@');
  if (name === '' || /[\s/:]/.test(name) || rest.length > 0) return undefined;
  if (resolver !== undefined) {
    return resolverOption.safeParse(resolver).success ? { name, resolver } : undefined;
  }
  return isSystemName(name) ? { name, via: 'system' } : { name };
}

/** Names from the hosts file and short names with a search domain: DNS servers do not know them. */
function isSystemName(name: string): boolean {
  const bare = name.replace(/\.$/, '').toLowerCase();
  return !bare.includes('.') || bare.endsWith('.localhost') || bare.endsWith('.local');
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
