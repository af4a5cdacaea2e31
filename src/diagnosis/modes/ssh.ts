import { harmless } from '../effects/effect.ts';
import { type FaultMode, lore, sharing } from './mode.ts';

const loginMode = sharing({
  family: 'host',
  kinds: ['host'],
  access: 0,
  effect: harmless,
  harm: 0,
  partial: false,
} as const);

/** How nobody gets in at a host over SSH, while what it serves goes on. */
export const sshModes: readonly FaultMode[] = [
  loginMode({
    id: 'host.ssh_refused',
    weight: 1,
    title: 'its SSH server is gone',
    remedy:
      'start sshd from its console or its provider; what stands behind it can only then be seen',
    shows: { ssh: { 'tcp.refused': 0.9, 'ssh.lost': 0.03, 'ssh.handshake': 0.03 } },
    confusedWith: ['host.down', 'host.ssh_hung'],
    decides: 'Its other ports answer, and nothing listens on this one.',
    source: lore,
  }),
  loginMode({
    id: 'host.ssh_hung',
    weight: 0.5,
    title: 'its SSH server accepts and does not let anybody in',
    remedy: 'count its half-done logins (MaxStartups); look whether its host is short of memory',
    shows: { ssh: { 'ssh.timeout': 0.5, 'ssh.handshake': 0.32, 'ssh.lost': 0.08, ok: 0.08 } },
    confusedWith: ['host.down', 'host.ssh_refused'],
    decides: 'A raw connection to the port is accepted, and ends or stays silent.',
    source: lore,
  }),
  loginMode({
    id: 'host.ssh_login',
    weight: 0.8,
    title: 'it no longer takes this login',
    remedy: 'compare its list of authorized keys and its rules for this user with what is offered',
    shows: {
      ssh: { 'ssh.login_refused': 0.8, 'ssh.no_commands': 0.1, 'ssh.channel_refused': 0.06 },
    },
    confusedWith: ['host.ssh_hung'],
    decides: 'Another user of the same host still gets in.',
    source: lore,
  }),
  loginMode({
    id: 'host.ssh_key',
    weight: 0.15,
    title: 'shows a host key that is not the known one, or is revoked: a SECURITY matter',
    remedy: 'ask its owner whether it was set up anew before anybody logs in or accepts the key',
    shows: { ssh: { 'ssh.host_key_changed': 0.92, 'ssh.host_key_revoked': 0.06 } },
    confusedWith: ['host.ssh_login'],
    decides: 'Read the fingerprint on its console, not over the network.',
    source: lore,
  }),
  loginMode({
    id: 'host.ssh_algorithms',
    weight: 0.06,
    title: 'its SSH server takes none of the algorithms that are offered',
    remedy: 'compare what both sides take after the last update or hardening of either',
    shows: { ssh: { 'ssh.no_common_algorithm': 0.96 } },
    confusedWith: ['host.ssh_hung'],
    decides: 'Its log names what it was offered.',
    source: lore,
  }),
];
