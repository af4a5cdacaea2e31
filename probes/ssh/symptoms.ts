import type { SymptomSpec } from '../probe.ts';

/** Beside these, a look over SSH meets what any connection meets: `dns.*` and `tcp.*`. */
export const sshSymptoms = {
  'ssh.timeout': { outcome: 'failed', meaning: 'connected, and the login was not done in time' },
  'ssh.handshake': {
    outcome: 'failed',
    meaning: 'it ends the handshake, or does not speak SSH at all',
  },
  'ssh.no_common_algorithm': {
    outcome: 'failed',
    meaning: 'it and this machine have no algorithm in common',
  },
  'ssh.host_key_changed': {
    outcome: 'failed',
    meaning: 'SECURITY: it shows another host key than the one that is known',
  },
  'ssh.host_key_revoked': {
    outcome: 'failed',
    meaning: 'SECURITY: it shows a host key that was revoked',
  },
  'ssh.host_key_unknown': {
    outcome: 'unknown',
    meaning: 'its host key is not known here, so nobody logged in',
  },
  'ssh.login_refused': { outcome: 'failed', meaning: 'it refuses the login' },
  'ssh.second_factor': {
    outcome: 'unknown',
    meaning: 'it wants a second factor that only a person has',
  },
  'ssh.channel_refused': {
    outcome: 'failed',
    meaning: 'logged in, and it opens no session (MaxSessions)',
  },
  'ssh.no_commands': { outcome: 'failed', meaning: 'logged in, and it runs no commands' },
  'ssh.lost': { outcome: 'failed', meaning: 'the connection was lost during the look' },
} as const satisfies Record<string, SymptomSpec>;
