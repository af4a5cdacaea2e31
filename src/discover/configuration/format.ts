import type { NamedFile } from '../context.ts';

/** Formats of configuration files that `--from` takes. */
export const formats = {
  nginx: 'nginx',
  haproxy: 'HAProxy',
  envoy: 'Envoy (YAML)',
  litellm: 'LiteLLM (YAML)',
  prometheus: 'Prometheus (YAML)',
  ssh: 'SSH client',
  environment: 'variables (.env)',
} as const;

export type Format = keyof typeof formats;

/** What each has that no other has, in the order in which they are tried. */
const signs: readonly (readonly [Format, RegExp])[] = [
  ['envoy', /^static_resources:/m],
  ['litellm', /^model_list:/m],
  ['prometheus', /^scrape_configs:/m],
  ['haproxy', /^(?:frontend|backend|listen|defaults)\b(?![^\n]*[{:])/m],
  ['nginx', /^\s*(?:http|server|upstream\s+\S+|stream|location\s[^{\n]*|events)\s*\{/m],
  ['nginx', /\bserver\s*\{|\bupstream\s+\S+\s*\{/],
  ['ssh', /^[ \t]*(?:Host|Match|HostName)[ \t=]+\S/im],
  ['environment', /^(?:export[ \t]+)?[A-Za-z_]\w*=/m],
];

/** Undefined for a file in which nobody finds the signs of any. */
export function formatOf({ text }: NamedFile): Format | undefined {
  return signs.find(([, sign]) => sign.test(text))?.[0];
}
