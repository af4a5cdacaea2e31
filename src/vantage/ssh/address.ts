import { isIP } from 'node:net';

/** Where an SSH server is, as a person writes it; what is absent comes from the configuration. */
export interface SshAddress {
  readonly user?: string;
  /** A name, an alias of the configuration, or an address without brackets. */
  readonly host: string;
  readonly port?: number;
}

/** Characters of a host name, as DNS has it. */
const MAX_HOST_CHARACTERS = 253;
const MAX_PORT = 65_535;

/*
 * Neither may begin with a hyphen: `ssh` would read it as an option. A user name ends up in a command
 * line too, so it holds no more than names of users do.
 */
const userPattern = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}$/;
const hostPattern = /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/;

/** `[user@]host[:port]`, a v6 address in brackets, with or without `ssh:` or `ssh://` before it. */
export function parseSshAddress(text: string): SshAddress | undefined {
  const match = /^(?:ssh:(?:\/\/)?)?(?:([^@]*)@)?(\[[^\]]*\]|[^:@[\]]+)(?::(\d{1,5}))?$/.exec(text);
  if (!match) return undefined;
  const [, user, where = '', digits] = match;
  const host = where.startsWith('[') ? where.slice(1, -1) : where;
  const port = digits === undefined ? undefined : Number(digits);
  if (user !== undefined && !userPattern.test(user)) return undefined;
  if (!isHost(host, where.startsWith('['))) return undefined;
  if (port !== undefined && (port < 1 || port > MAX_PORT)) return undefined;
  return {
    host,
    ...(user === undefined ? {} : { user }),
    ...(port === undefined ? {} : { port }),
  };
}

function isHost(host: string, inBrackets: boolean): boolean {
  if (inBrackets) return isIP(host) === 6;
  return host.length <= MAX_HOST_CHARACTERS && hostPattern.test(host);
}

/** `ProxyJump`: hops with commas between them, the nearest first. */
export function parseJumps(text: string): readonly SshAddress[] | undefined {
  if (text === '' || text === 'none') return [];
  // `ssh -G` puts every host into brackets, names too.
  const bare = text.replace(/\[([^\]:]*)\]/g, '$1');
  const hops = bare.split(',').map((hop) => parseSshAddress(hop.trim()));
  return hops.every((hop) => hop !== undefined) ? hops : undefined;
}

/** The way back: `user@host:port`. */
export function formatSshAddress({ user, host, port }: SshAddress): string {
  const where = isIP(host) === 6 ? `[${host}]` : host;
  return `${user === undefined ? '' : `${user}@`}${where}${port === undefined ? '' : `:${port}`}`;
}
