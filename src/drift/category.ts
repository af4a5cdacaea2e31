/** What a difference is about, as people sort them. */
export const categories = [
  'image',
  'flag',
  'environment variable',
  'configuration',
  'mount',
  'resources',
  'driver',
  'model',
  'version',
  'certificate',
  'name',
  'network',
  'quota',
  'data',
  'policy',
  'instance',
  'link',
  'other',
] as const;

export type Category = (typeof categories)[number];

/** The first line that fits what it is. */
const table: readonly (readonly [what: RegExp, category: Category])[] = [
  [/^link$/, 'link'],
  [/^(?:container|process|host)\.(?:start|boot|created)\b/, 'instance'],
  [/^ssh\.host_key\b/, 'instance'],
  [/^container\.image\b|^image\./, 'image'],
  [/^(?:container|process)\.(?:flag|argument|program|command)\b|^flag\b/, 'flag'],
  [/^(?:container|process)\.env\b/, 'environment variable'],
  [/^(?:file|config)|^container\.(?:config|compose)\b|\.configuration\b/, 'configuration'],
  [/^container\.mounts?\b|^container\.setting volume/, 'mount'],
  [
    /^container\.(?:memory_limit|cpus|shm|gpus|pids_limit|cpuset|limit|request)\b|^host\.cores\b|^gpu\.count\b/,
    'resources',
  ],
  [/^gpu\.|^host\.kernel\b/, 'driver'],
  [/^(?:model|adapter|tokenizer)\b/, 'model'],
  [/^certificate\.|^tls\./, 'certificate'],
  [/^dns\./, 'name'],
  [/^container\.(?:networks?|ports|network_mode)\b|^host\.mtu\b/, 'network'],
  [/^quota\b/, 'quota'],
  [/^store\.(?:schema|manifest|role)\b/, 'data'],
  [/^(?:revision|version) (?:base|adapter|datanet)\b/, 'model'],
  [/\.version\b/, 'version'],
  [/^(?:policy|region|provider|licence)\b/, 'policy'],
  [/^container\./, 'configuration'],
];

/** @param what as in the change event */
export function categoryOf(what: string): Category {
  return table.find(([pattern]) => pattern.test(what))?.[1] ?? 'other';
}

/**
 * What differs between any two machines, containers or environments, and says nothing: when each was
 * started, how often it was rolled out, the key of each host, the serial number of each certificate, the address of each name, how much
 * of a quota is in use.
 */
const byNature =
  /^(?:(?:container|process|host)\.(?:start|boot|created|rollout)|ssh\.host_key|certificate\.(?:serial|names)|dns\.(?:answer|cname)|container\.ports|quota\.used)\b|^(?:container|process)\.env (?:_|PWD|OLDPWD|SHLVL|HOSTNAME|INVOCATION_ID|JOURNAL_STREAM|MAINPID|SYSTEMD_EXEC_PID|(?:SSH|XDG)_\w+)(?: \(\S+\))?$/;

export function differsByNature(what: string): boolean {
  return byNature.test(what);
}
