import type { SshFailure } from '../../src/vantage/ssh/failure.ts';
import type { selfSymptoms } from '../probe.ts';
import type { sshSymptoms } from './symptoms.ts';

export type SshSymptom =
  | keyof typeof sshSymptoms
  | keyof typeof selfSymptoms
  | `dns.${string}`
  | `tcp.${string}`;

const simple = {
  refused: 'tcp.refused',
  unreachable: 'tcp.unreachable',
  handshake: 'ssh.handshake',
  'no-common-algorithm': 'ssh.no_common_algorithm',
  'host-key-unknown': 'ssh.host_key_unknown',
  'host-key-changed': 'ssh.host_key_changed',
  'host-key-revoked': 'ssh.host_key_revoked',
  'login-refused': 'ssh.login_refused',
  'second-factor': 'ssh.second_factor',
  'channel-refused': 'ssh.channel_refused',
  'no-commands': 'ssh.no_commands',
  'connection-lost': 'ssh.lost',
  'no-resource': 'self.resource',
  cancelled: 'self.cancelled',
  // What a host on the way does says nothing of the one behind it.
  jump: 'self.vantage',
  prohibited: 'self.vantage',
  'not-possible': 'self.missing_tool',
} as const satisfies Partial<Record<SshFailure['kind'], SshSymptom>>;

export function symptomOf(failure: SshFailure): SshSymptom {
  switch (failure.kind) {
    case 'name-unresolved':
      return /EAI_AGAIN/.test(failure.detail) ? 'dns.servfail' : 'dns.nxdomain';
    case 'timed-out':
      if (failure.phase === 'resolve') return 'dns.timeout';
      return failure.phase === 'connect' ? 'tcp.timeout' : 'ssh.timeout';
    default:
      return simple[failure.kind];
  }
}
