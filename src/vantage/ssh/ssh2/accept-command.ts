import { shellQuote } from '../../../text/shell-quote.ts';
import { formatSshAddress } from '../address.ts';
import type { HostConfig } from '../config/host-config.ts';

/** The command with which a person adds a host's key; through other hosts only `ssh` itself can. */
export function acceptCommand(
  { asked, host, port, user, knownHostsFiles: [file = '~/.ssh/known_hosts'] }: HostConfig,
  through: readonly HostConfig[],
  type: string,
): string {
  if (through.length === 0) {
    const words = ['ssh-keyscan', '-p', String(port), '-t', type.replace(/^ssh-|-sha2-.*$/g, '')];
    return `${[...words, host].map(shellQuote).join(' ')} >> ${shellQuote(file)}`;
  }
  const jumps = through.map((hop) =>
    formatSshAddress({ user: hop.user, host: hop.asked.host, port: hop.port }),
  );
  return ['ssh', '-J', jumps.join(','), '-p', String(port), '--', `${user}@${asked.host}`]
    .map(shellQuote)
    .join(' ');
}
