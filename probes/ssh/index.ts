import { WeaklinkError } from '../../src/platform/errors.ts';
import { parseSshAddress, type SshAddress } from '../../src/vantage/ssh/address.ts';
import { dialSymptoms } from '../network/symptoms.ts';
import type { Probe } from '../probe.ts';
import { withinDeadline } from '../system/give-up.ts';
import { commandOf } from './command.ts';
import { lookOverSsh } from './look.ts';
import { type SshOptions, sshOptions } from './options.ts';
import { sshSymptoms } from './symptoms.ts';

/** Milliseconds between looks that nobody asked for by name: each is a login in the host's log. */
const LEAST_INTERVAL_MS = 15_000;

export const sshProbe: Probe<SshOptions> = {
  kind: 'ssh',
  summary: 'does a host show the key that is known, take the login and run a command',
  options: sshOptions,
  symptoms: { ...dialSymptoms, ...sshSymptoms },
  leastIntervalMs: LEAST_INTERVAL_MS,
  infer({ kind, address }, vantages = []) {
    if (kind !== 'host' || address === undefined) return null;
    if (/^ssh:/.test(address)) return parseSshAddress(address) ?? null;
    // A host that somebody looks from is reached in the way in which they stand there.
    const wanted = parseSshAddress(address)?.host.toLowerCase();
    return vantages.map(sshAddressOf).find((one) => one?.host.toLowerCase() === wanted) ?? null;
  },
  fromTarget(target) {
    const address = parseSshAddress(target.trim());
    if (address) return address;
    throw new WeaklinkError({
      code: 'E_TARGET',
      message: `ssh: "${target}" is no address of a host`,
      hint: 'Give user@host:port, or the name of a host in your SSH configuration: ops@node-2',
    });
  },
  reach: () => 'access',
  command: commandOf,
  look: (options, context) => withinDeadline(context, () => lookOverSsh(options, context)),
};

function sshAddressOf({ address }: { readonly address: string }): SshAddress | undefined {
  return address.startsWith('ssh:') ? parseSshAddress(address) : undefined;
}
